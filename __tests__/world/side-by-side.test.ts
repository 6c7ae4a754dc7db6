import { describe, expect, it } from '@jest/globals'
import { sideBySide } from './side-by-side.ts'

describe('tests side by side', () => {
  const order: string[] = []
  let ended = (): void => undefined
  const first = new Promise<void>((resolve) => {
    ended = resolve
  })
  const story = sideBySide()

  story(
    'one ends first',
    async () => {
      order.push('first')
      ended()
    },
    5000,
  )

  story(
    'and another imports after that',
    async () => {
      await first
      expect(await import('smol-toml')).toHaveProperty('parse')
      order.push('second')
    },
    5000,
  )

  it('have all run before any of them is told', () => expect(order).toEqual(['first', 'second']))
})

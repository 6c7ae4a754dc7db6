import { describe, expect, it } from '@jest/globals'
import { flow } from './flow.ts'

describe('production', () => {
  it(
    'by phrase: approved, deployed, verified',
    () =>
      flow(async ({ byPhrase, approved, aws, home }) => {
        const run = byPhrase()
        const end = await approved(run).catch((error: unknown) => error)
        expect(end).toBe('success')
        expect(aws.stacks.status('demo-production')).toBe('CREATE_COMPLETE')
        expect(home.repository.issues.all()).toEqual([])
      }),
    60_000,
  )
})

import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { gates } from '../../src/gates/index.ts'
import { loaded, smallest } from '../config/source.ts'

const all = Object.entries(gates)
/** https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#permissions */
const PERMISSIONS = [
  'actions',
  'checks',
  'contents',
  'deployments',
  'issues',
  'pull-requests',
  'security-events',
  'statuses',
  'vulnerability-alerts',
]
/** In the ordinary case; more are one too many for a rate that a whole organisation shares. */
const MOST_CALLS = 4

/** Whether the tests' own source has a test of this whole name. */
function isHeld(kind: string, name: string): boolean {
  const path = `__tests__/gates/${kind}.test.ts`
  const source = existsSync(path) ? readFileSync(path, 'utf8') : ''
  const title = name.slice(`the gate ${kind} `.length)
  return (
    source.includes(`describe('the gate ${kind}'`) && [`it('${title}'`, `it("${title}"`].some((each) => source.includes(each))
  )
}

describe.each(all)('the gate %s', (kind, gate) => {
  it('is called as its key is', () => expect(gate.kind).toBe(kind))

  it('names ways to pass it wrongly, each with its test', () => {
    expect(gate.falsePasses.length).toBeGreaterThan(0)
    const named = gate.falsePasses.filter(({ test }) => test.startsWith(`the gate ${kind} `))
    expect(gate.falsePasses.filter((one) => !named.includes(one) || !isHeld(kind, one.test))).toEqual([])
  })

  it('has an example that can be loaded', () => {
    const text = `${smallest}gates:\n  ${gate.example.replaceAll('\n', '\n  ')}\n`
    expect(loaded(text).config.gates[0]?.kind).toBe(kind)
  })

  it('asks for permissions that there are, and for few calls', () => {
    expect((gate.needs.github ?? []).filter((name) => !PERMISSIONS.includes(name))).toEqual([])
    expect(gate.calls).toBeLessThanOrEqual(MOST_CALLS)
    // Only where the window is shut and a label may open it.
    if (gate.by === 'here' && kind !== 'window') expect([gate.needs, gate.calls]).toEqual([{}, 0])
  })
})

it('tells a test that is not there', () => {
  expect(isHeld('ref', 'the gate ref blocks a pull request')).toBe(true)
  expect(isHeld('ref', 'the gate ref blocks the moon')).toBe(false)
})

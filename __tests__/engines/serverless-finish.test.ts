import { expect, it } from '@jest/globals'
import { clock } from '../../src/adapters/clock.ts'
import type { Concluding } from '../../src/engines/engine.ts'
import { finished } from '../../src/engines/serverless-finish.ts'
import type { Ports } from '../../src/ports/index.ts'
import type { Core } from '../../src/stack/core.ts'
import { keysOf } from '../adapters/access.ts'
import { refusal } from '../artifacts/workspace.ts'

const TARGET = {
  ...{ system: 'service', region: 'us-east-1', given: [], withCredentials: false },
  options: { directory: '.', env: {}, limit: '1m', finish: true },
}

/** What finishing works with, where the newest event is one of these, one after the other. */
function concluding(events: readonly string[]): Concluding {
  const left = [...events]
  const signal = new AbortController().signal
  const core = {
    signal,
    clock,
    budget: { take: async () => undefined },
    cloudformation: { events: async () => ({ events: [{ id: left.shift() }] }) },
  } as unknown as Core
  const ended = { status: 0, timedOut: false, tail: [], stdout: '', bytes: 0, ms: 1 }
  const files = { look: async () => ({ kind: 'file' }), read: async () => undefined }
  const ports = { files, env: {}, credentials: keysOf({}), commands: { run: async () => ended } } as unknown as Ports
  const stacks = [{ stack: 'service-live', region: 'us-east-1' }]
  return { ports, signal, folder: '/build', log: () => '/log', say: () => undefined, core: () => core, stacks }
}

it('finishing is well where nothing happened to the stack', async () => {
  expect(await finished(TARGET, concluding(['before', 'before']), [])).toEqual([])
})

it('finishing fails where it changed the stack', async () => {
  const { code, message } = await refusal(finished(TARGET, concluding(['before', 'after']), []))
  expect([code, message]).toEqual(['TOOL_FAILED', expect.stringContaining('changed service-live after the planned deployment')])
})

import { budget } from '../../src/foundation/budget.ts'
import { Secrets } from '../../src/foundation/redact.ts'
import type { CloudFormation } from '../../src/ports/cloudformation.ts'
import type { Objects } from '../../src/ports/objects.ts'
import type { Core } from '../../src/stack/core.ts'

/** A core over a part of CloudFormation, whose clock goes on at once wherever somebody waits. */
export function coreOver(cloudformation: Partial<CloudFormation>, signal = new AbortController().signal) {
  let now = Date.UTC(2026, 10, 20, 8)
  const said: string[] = []
  const clock = {
    now: () => new Date(now),
    random: () => 0.5,
    deadline: () => signal,
    sleep: async (ms: number) => {
      now += ms
    },
  }
  const core: Core = {
    cloudformation: cloudformation as CloudFormation,
    objects: {} as Objects,
    secrets: new Secrets(),
    clock,
    budget: budget({ perSecond: 5 }, clock),
    signal,
    conceal: async () => {},
    redact: (text) => text,
    say: (line) => void said.push(line),
  }
  return { core, said, clock }
}

import { placeKey, type Where } from '../domain/assembly.ts'
import { type Budget, budget } from '../foundation/budget.ts'
import type { Secrets } from '../foundation/redact.ts'
import type { CloudFormation, Ports } from '../ports/index.ts'
import { CALLS, type Core } from '../stack/core.ts'

/** The ARN of a stack names the account; from then on its number is left out wherever it stands. */
const concealing = (port: CloudFormation, secrets: Secrets): CloudFormation => ({
  ...port,
  async describe(stack, signal) {
    const found = await port.describe(stack, signal)
    secrets.conceal(found?.id.split(':')[4] ?? '')
    return found
  },
  async describeAll(signal, next) {
    const page = await port.describeAll(signal, next)
    for (const { id } of page.stacks) secrets.conceal(id.split(':')[4] ?? '')
    return page
  },
})

/** Methods that ask for something to be done; all others read. */
const REQUEST = /^(create|delete|execute|cancel|continue|rollBack|protect|setPolicy|detect)/

/** Each call waits for its turn: all that read share one, since what they read is asked for again and again. */
function paced(port: CloudFormation, { take }: Budget, signal: AbortSignal): CloudFormation {
  const inTurn =
    (kind: string, call: (...given: readonly never[]) => Promise<unknown>) =>
    async (...given: readonly never[]) => {
      await take(signal, REQUEST.test(kind) ? kind : 'read')
      return call(...given)
    }
  return Object.fromEntries(Object.entries(port).map(([kind, call]) => [kind, inTurn(kind, call)])) as unknown as CloudFormation
}

/** One core for each place and role; all stacks of a region and account share its budget. */
export function cores(ports: Ports, signal: AbortSignal): (where: Where) => Core {
  const made = new Map<string, Core>()
  const budgets = new Map<string, Budget>()
  const budgetOf = (place: string): Budget => {
    const known = budgets.get(place) ?? budget(CALLS, ports.clock)
    budgets.set(place, known)
    return known
  }
  return (where) => {
    const { region, as, assume } = where
    const key = placeKey(where)
    const shared = budgetOf(`${region} ${(assume?.roleArn ?? as)?.split(':')[4] ?? ''}`)
    const core = made.get(key) ?? {
      cloudformation: paced(concealing(ports.cloudformation(where), ports.secrets), shared, signal),
      objects: ports.objects(where),
      secrets: ports.secrets,
      clock: ports.clock,
      budget: shared,
      signal,
      conceal: async (values: readonly string[]) => {
        const fresh = values.filter((value) => ports.secrets.redact(value) !== '***')
        for (const line of fresh.flatMap((value) => ports.secrets.add(value, false))) await ports.runner.mask(line)
      },
      redact: (text: string) => ports.secrets.redact(text),
      say: (line: string) => ports.runner.info(line),
    }
    made.set(key, core)
    return core
  }
}

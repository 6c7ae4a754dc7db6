import type { Scene } from './scene.ts'

/** How many stacks there are. */
export const COUNT = 40
const WIDTH = 8

/** Names in an order in which each comes after what it depends on. */
export const NAMES: readonly string[] = Array.from({ length: COUNT }, (_, i) => `s${String(i).padStart(2, '0')}`)

/** What each depends on: two of the row before it, in five rows of eight. */
export const BEFORE: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  NAMES.map((name, i) => {
    const row = Math.floor(i / WIDTH) - 1
    const at = (column: number) => NAMES[row * WIDTH + (column % WIDTH)] ?? ''
    return [name, row < 0 ? [] : [at(i), at(i + 1)]]
  }),
)

/** All that depend on one, near or far. */
export const behind = (name: string): ReadonlySet<string> => {
  const found = new Set<string>()
  for (const one of NAMES) if (BEFORE[one]?.some((before) => before === name || found.has(before))) found.add(one)
  return found
}

/** A template of one queue, so that an operation is cheap. */
export const QUEUE = (timeout: number) =>
  `Resources:\n  Queue: { Type: AWS::SQS::Queue, Properties: { VisibilityTimeout: ${timeout} } }\n`

/** Written backwards, so that nothing is in order by chance. */
export async function forty(world: Scene, timeout = 30, more = ''): Promise<void> {
  const stacks = NAMES.toReversed().map(
    (name) => `  - { name: ${name}, template: t.yaml, depends-on: [${BEFORE[name]?.join(', ')}] }\n`,
  )
  await world.write('t.yaml', QUEUE(timeout))
  await world.write('.github/deploy.yml', `version: 1\n${more}stacks:\n${stacks.join('')}`)
}

/** The stacks as an earlier run left them. */
export function seeded(world: Scene, timeout = 30): void {
  for (const name of NAMES) world.aws.stacks.seed({ name, status: 'CREATE_COMPLETE', template: QUEUE(timeout) })
}

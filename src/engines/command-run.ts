import { type Ended, shell } from '../domain/tool.ts'
import { toolEnvironment } from '../domain/tool-environment.ts'
import { milliseconds } from '../foundation/duration.ts'
import type { Ports } from '../ports/index.ts'
import type { Target, Workplace } from './engine.ts'

/** The options of a command as the schema proves them. */
export interface CommandOptions {
  readonly build?: string
  readonly artifacts: readonly string[]
  readonly plan?: string
  readonly deploy: string
  readonly watches: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly limit: string
}

interface Text {
  readonly name: 'build' | 'plan' | 'deploy'
  readonly text: string
  readonly withCredentials: boolean
}

/** Runs one text of the user in bash, in the root of the repository. The text is one argument; values come by the environment. */
export async function ran(
  target: Target<CommandOptions>,
  place: Workplace,
  { name, text, withCredentials }: Text,
): Promise<Ended> {
  const { ports, signal } = place
  const { region, options } = target
  const credentials = withCredentials ? { credentials: await ports.credentials({ region }) } : {}
  place.say(`${name}: ${text}`)
  return ports.commands.run(
    {
      ...shell(text),
      cwd: '.',
      env: toolEnvironment(ports.env, { region, appId: appId(ports), given: options.env, ...credentials }),
      limit: milliseconds(options.limit),
      log: place.log(name),
      show: (line) => place.say(`${name}: ${line}`),
    },
    signal,
  )
}

/** CloudTrail shows it with every call. https://docs.aws.amazon.com/sdkref/latest/guide/feature-appid.html */
const appId = ({ runner }: Ports): string => `deploy-action-${runner.identity().runId}`

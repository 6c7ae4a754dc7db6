import { shell, toolFailure } from '../domain/tool.ts'
import { toolEnvironment, variables } from '../domain/tool-environment.ts'
import { spoken } from '../foundation/duration.ts'
import { Failure } from '../foundation/failure.ts'
import type { Ports } from '../ports/index.ts'
import { defineHook } from './hook.ts'

/** A command of the repository's own, such as a migration. */
export const command = defineHook({
  kind: 'command',
  doc: 'Runs a command of yours with bash, in an environment that is made from nothing.',
  shorthand: 'run',
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['run'],
    properties: {
      run: {
        type: 'string',
        minLength: 1,
        description: 'The text for bash, which ends at the first error. What `${…}` means in it, bash decides.',
      },
      env: {
        ...variables,
        description: 'Its variables, the only way for a value to reach it. `${outputs.…}` and `${secrets.NAME}` may stand here.',
      },
      aws: {
        type: 'boolean',
        default: false,
        description: 'Whether it gets the AWS credentials of the job. Without it there are none to be found.',
      },
      reversible: {
        type: 'boolean',
        default: false,
        description: 'Whether going back leaves nothing of it behind. After one that is not, nothing goes back by itself.',
      },
    },
  },
  text: ({ run, aws }) => `${run.trim()}${aws ? ' (with AWS credentials)' : ''}`,
  reversible: ({ reversible }) => reversible,
  async run({ run, env: given, aws }, { ports, signal, region, run: appId, limit, log, say }) {
    const env = toolEnvironment(ports.env, { region, given, ...(aws ? { appId, credentials: credentialsOf(ports) } : {}) })
    const ended = await ports.commands.run({ ...shell(run), cwd: '.', env, limit, log, show: say }, signal)
    const failure = toolFailure('The command', ended)
    if (failure) throw failure
    return { reason: `ended with status 0 after ${spoken(ended.ms)}` }
  },
})

function credentialsOf({ env }: Pick<Ports, 'env'>) {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: sessionToken } = env
  if (accessKeyId && secretAccessKey) return { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) }
  throw new Failure('A hook with `aws: true` needs AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment of the step.', {
    code: 'CREDENTIALS_MISSING',
  })
}

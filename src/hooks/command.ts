import { shell, toolFailure } from '../domain/tool.ts'
import { toolEnvironment, variables } from '../domain/tool-environment.ts'
import { spoken } from '../foundation/duration.ts'
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
  usesCheckout: true,
  text: ({ run, aws }) => `${run.trim()}${aws ? ' (with AWS credentials)' : ''}`,
  reversible: ({ reversible }) => reversible,
  async run({ run, env: given, aws }, { ports, signal, region, run: appId, limit, log, say }) {
    const env = toolEnvironment(ports.env, {
      region,
      given,
      ...(aws ? { appId, credentials: await ports.credentials({ region }) } : {}),
    })
    const ended = await ports.commands.run({ ...shell(run), cwd: '.', env, limit, log, show: say }, signal)
    const failure = toolFailure('The command', ended)
    if (failure) throw failure
    return { reason: `ended with status 0 after ${spoken(ended.ms)}` }
  },
})

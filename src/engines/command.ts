import type { Finding } from '../domain/finding.ts'
import { toolFailure } from '../domain/tool.ts'
import { duration } from '../foundation/duration.ts'
import { Failure } from '../foundation/failure.ts'
import { handOn, takeOver } from './command-artifacts.ts'
import { textIn } from './command-change-sets.ts'
import { leftBy } from './command-plan.ts'
import { type CommandOptions, ran } from './command-run.ts'
import { defineEngine, type PublishedStack, type Target } from './engine.ts'

const text = (description: string) => ({ type: 'string', minLength: 1, description }) as const

/** Whatever deploys a team's stacks, watched from beside; its change sets are adopted where its plan leaves them. */
export const command = defineEngine({
  kind: 'command',
  doc: 'Any command that deploys stacks. Each is a text for bash, run in the root of the repository; values reach it by `env` only.',
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['deploy', 'watches'],
    properties: {
      build: text('What makes the artifacts, without AWS credentials.'),
      artifacts: {
        type: 'array',
        items: {
          type: 'string',
          pattern: '^(?!.*(?:^|/)\\.{0,2}(?:/|$)).+$',
          expects: 'a path from the root of the repository',
        },
        default: [],
        description:
          'The folders that `build` makes, such as `dist`. They are handed on with the build, and lie where they were when `plan` and `deploy` run in other jobs.',
      },
      plan: text(
        'Leaves a change set of every watched stack that changes, with AWS credentials. Those are reviewed and executed by this action, and `deploy` is not run. Where it leaves none, `deploy` is.',
      ),
      deploy: text('Deploys, with AWS credentials. What it changes can be seen only afterwards.'),
      watches: {
        type: 'array',
        minItems: 1,
        items: {
          type: 'string',
          pattern: '^[A-Za-z][A-Za-z0-9-]{0,127}$',
          expects: 'the name of a stack',
        },
        description: 'The stacks that it deploys, in the order in which they depend on each other.',
      },
      env: {
        type: 'object',
        propertyNames: { pattern: '^[A-Za-z_][A-Za-z0-9_]*$', expects: 'the name of a variable' },
        additionalProperties: { type: 'string' },
        default: {},
        description: 'Variables for the commands. Nothing else of the step is in their environment but what a tool needs.',
      },
      limit: {
        ...duration,
        default: '30m',
        description: 'How long one command may take. After it the command is ended, and so is all that it started.',
      },
    },
  },
  runsCode: true,
  namesStack: false,
  usesCheckout: () => true,
  async synthesize(target, workplace) {
    demandOwn(target)
    const { withCredentials, system } = target
    const { build } = target.options
    if (build !== undefined) {
      const failure = toolFailure('`build`', await ran(target, workplace, { name: 'build', text: build, withCredentials }))
      if (failure) throw failure
    }
    await handOn(target.options, workplace)
    return { findings: build !== undefined && withCredentials ? [trusted(system, 'build')] : [] }
  },
  async publish(target, publishing) {
    const { options, system } = target
    await takeOver(options, publishing)
    const left = options.plan === undefined ? undefined : await leftBy(options.plan, target, publishing)
    const findings = options.plan === undefined ? [] : [trusted(system, 'plan')]
    if (!left) return { stacks: options.watches.map((name) => commanded(target, name)), findings }
    publishing.say(`the change sets that its plan left are executed, and \`deploy\` is not run`)
    const stacks = await Promise.all(
      options.watches.map(async (name, index): Promise<PublishedStack> => {
        const changeSet = left.get(name)
        const body = await textIn(publishing.core(target), name, changeSet)
        return {
          ...{ name, region: target.region, needs: options.watches.slice(0, index), artifacts: [] },
          template: { path: changeSet === undefined ? `the template of ${name}` : `the template of ${changeSet}`, body },
          adopted: changeSet === undefined ? {} : { changeSet },
          ...(changeSet === undefined ? { unchanged: `the plan of ${system} left no change set for it` } : {}),
        }
      }),
    )
    return { stacks, findings }
  },
  async deploy(target, publishing, approved) {
    const { deploy } = target.options
    if (approved['deploy'] !== deploy)
      throw new Failure(`The command of ${target.system} is not the one that was planned. Nothing was run.`, {
        code: 'PLAN_STALE',
      })
    await takeOver(target.options, publishing)
    return ran(target, publishing, { name: 'deploy', text: deploy, withCredentials: true })
  },
})

/** Code of the repository had credentials before anybody approved anything. */
const trusted = (system: string, name: string): Finding => ({
  severity: 'low',
  title: `\`${name}\` of ${system} ran code of the repository with AWS credentials`,
  cause: 'Whoever can change that code can do what these credentials may, before anybody has looked at a plan.',
  fix: 'Let the role of the job that plans do no more than plan.',
  where: system,
})

/** What the command makes of a stack is its own: nothing that is said of a template would reach it. */
function demandOwn({ system, given }: Target<CommandOptions>): void {
  if (given.length === 0) return
  throw new Failure(`\`parameters\` of ${system} would reach nothing, since its command makes what is deployed.`, {
    code: 'CONFIG_INVALID',
    fix: 'Give the values to the command, under `env` of `command`.',
  })
}

/** A stack of which nothing is known before the command was run. */
function commanded({ region, options }: Target<CommandOptions>, name: string): PublishedStack {
  const { build, plan, deploy } = options
  const commands = { ...(build ? { build } : {}), ...(plan ? { plan } : {}), deploy }
  return { name, region, template: { path: 'no template', body: '' }, needs: [], artifacts: [], commands }
}

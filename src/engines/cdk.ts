import { posix } from 'node:path'
import { duration, milliseconds } from '../foundation/duration.ts'
import { annotated } from './cdk-annotations.ts'
import { assemblyIn, type CdkAssembly } from './cdk-assembly.ts'
import { assetsOf } from './cdk-assets.ts'
import { needsTool, sawCredentials } from './cdk-findings.ts'
import { type CdkPart, published } from './cdk-publish.ts'
import { selected } from './cdk-select.ts'
import { unfit } from './cdk-shape.ts'
import { copied, demandContext, OUT, scratchOf, synth, taken } from './cdk-synth.ts'
import { demandPublishing, runCdk } from './cdk-tool.ts'
import { packFiles } from './cdk-upload.ts'
import { defineEngine, type Workplace } from './engine.ts'

/** The stacks of an app of the AWS CDK. */
export const cdk = defineEngine({
  kind: 'cdk',
  doc: 'The stacks of an app of the AWS CDK, synthesized by the command line of its own project.',
  shorthand: 'directory',
  schema: {
    type: 'object',
    additionalProperties: false,
    properties: {
      directory: {
        type: 'string',
        minLength: 1,
        default: '.',
        description: 'The folder with `cdk.json`, from the root of the repository.',
      },
      app: {
        type: 'string',
        minLength: 1,
        description: 'A cloud assembly that an earlier step made, such as `infrastructure/cdk.out`; then nothing is synthesized.',
      },
      stacks: {
        type: 'array',
        minItems: 1,
        items: { type: 'string', minLength: 1 },
        default: ['**'],
        expects: 'a list of names or patterns',
        description:
          'Which stacks of the app: ids, names such as `Stage/Stack`, names of stacks, or patterns of those with `*` and `**`. What they need comes along.',
      },
      context: {
        type: 'object',
        additionalProperties: { type: 'string', expects: 'a text' },
        description: 'Values of the context, as `--context` gives them.',
      },
      'toolkit-stack': {
        type: 'string',
        pattern: '^[A-Za-z][A-Za-z0-9-]{0,127}$',
        default: 'CDKToolkit',
        expects: 'the name of a stack',
        description: 'The stack that `cdk bootstrap` made, whose version is looked at.',
      },
      'assume-roles': {
        type: 'boolean',
        default: true,
        description:
          'Whether the roles of the bootstrap for deploying and for uploading are taken on, as the CDK does; otherwise everything is done with the credentials of the job.',
      },
      limit: { ...duration, default: '15m', description: 'How long one call of the command line may take.' },
    },
  },
  runsCode: true,
  namesStack: false,
  async synthesize(target, workplace) {
    const { options, system, withCredentials } = target
    const { app, directory } = options
    const ready = app === undefined ? undefined : posix.normalize(app)
    const top = ready ?? scratchOf(target, workplace)
    const assembly = ready === undefined ? await synth(target, workplace) : await assemblyIn(workplace.ports.files, ready)
    demandContext(assembly, directory)
    const parts = await partsOf(assembly, options.stacks, workplace, top)
    const warnings = await annotated(
      workplace.ports.files,
      top,
      parts.map(({ stack }) => stack),
    )
    const others = parts.flatMap(({ assets }) => assets.others)
    if (others.length > 0) await demandPublishing(target, workplace, directory, others)
    const wanted = parts.flatMap(({ assets }) => assets.files)
    await packFiles(workplace, top, wanted)
    if (others.length > 0) await taken(workplace, top, ready === undefined)
    else
      await copied(
        workplace,
        top,
        parts.flatMap(({ stack: { template, assets: manifests } }) => [template, ...manifests]),
      )
    return {
      findings: [
        ...(withCredentials && ready === undefined ? [sawCredentials(system)] : []),
        ...(others.length > 0 ? [needsTool(system, others)] : []),
        ...warnings,
      ],
    }
  },
  async publish(target, publishing) {
    const { options } = target
    const top = posix.join(publishing.folder, OUT)
    const assembly = await assemblyIn(publishing.ports.files, top)
    const parts = await partsOf(assembly, options.stacks, publishing, top)
    const byTool = parts.filter(({ assets }) => assets.others.length > 0)
    if (byTool.length > 0) {
      await demandPublishing(
        target,
        publishing,
        options.directory,
        byTool.flatMap(({ assets }) => assets.others),
      )
      const names = byTool.map(({ stack }) => stack.display)
      if (names.some((name) => name.startsWith('-'))) throw unfit('a stack has the name of an option')
      const args = [
        'publish-assets',
        ...names,
        '--exclusively',
        `--app=${posix.isAbsolute(top) ? top : posix.relative(options.directory, top)}`,
        '--unstable=publish-assets',
        '--no-notices',
      ]
      await runCdk(target, publishing, {
        directory: options.directory,
        args,
        credentials: true,
        limit: milliseconds(options.limit),
      })
    }
    const shown = options.app ?? posix.join(options.directory, OUT)
    const request = { target, publishing, top, shown, assumeRoles: options['assume-roles'], toolkit: options['toolkit-stack'] }
    return published(request, parts)
  },
})

async function partsOf(
  { stacks }: CdkAssembly,
  patterns: readonly string[],
  { ports: { files }, say }: Workplace,
  top: string,
): Promise<readonly CdkPart[]> {
  const chosen = selected(stacks, patterns, say)
  return Promise.all(chosen.map(async (stack) => ({ stack, assets: await assetsOf(files, top, stack) })))
}

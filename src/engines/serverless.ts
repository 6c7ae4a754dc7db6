import { join, posix } from 'node:path'
import type { Finding } from '../domain/finding.ts'
import { duration } from '../foundation/duration.ts'
import { Failure } from '../foundation/failure.ts'
import { fields } from '../foundation/json.ts'
import { defineEngine, type Target, type Workplace } from './engine.ts'
import { mended } from './serverless-after.ts'
import { type Build, buildIn } from './serverless-build.ts'
import { finished } from './serverless-finish.ts'
import { published } from './serverless-publish.ts'
import { framework, type Options } from './serverless-tool.ts'

const path = { type: 'string', minLength: 1 } as const

/** A service of the Serverless Framework: osls, version 3, or version 4 with the user's licence. */
export const serverless = defineEngine({
  kind: 'serverless',
  doc: "A service of the Serverless Framework: osls, version 3, or version 4 with your own licence key. It is packaged by the project's own program and stored where and as the framework stores it, with the state that holds all its variables.",
  schema: {
    type: 'object',
    additionalProperties: false,
    properties: {
      directory: { ...path, default: '.', description: 'The folder of `serverless.yml`, from the root of the repository.' },
      stage: { ...path, description: 'The stage of the framework. Left out, the name of the environment.' },
      config: { ...path, description: 'The file in that folder that describes the service, where it is not `serverless.yml`.' },
      env: {
        type: 'object',
        additionalProperties: { type: 'string', expects: 'a text' },
        default: {},
        description: 'Variables for the framework, which sees none of the step that it does not need.',
      },
      limit: { ...duration, default: '10m', description: 'How long one command of the framework may take.' },
      finish: {
        type: 'boolean',
        default: false,
        description:
          'Whether `deploy` of the framework runs after a successful deployment, with credentials and the code of the repository, for what plugins do then. It has nothing to deploy any more, and that is checked.',
      },
    },
  },
  runsCode: true,
  namesStack: false,
  usesCheckout: ({ finish }) => finish,
  async synthesize(target, workplace) {
    const { options, region, withCredentials, system } = target
    await framework(['package', ...stageOf(target), '--region', region, '--package', workplace.folder], target, workplace)
    const build = await buildIn(workplace.ports.files, workplace.folder)
    await demandNoSecrets(build, workplace)
    for (const name of build.packages) await takeAlong(build, name, options, workplace)
    return { findings: withCredentials ? [trusted(system)] : [] }
  },
  publish: published,
  afterDeploy: (target, concluding) =>
    target.options.finish ? finished(target, concluding, stageOf(target)) : Promise.resolve([]),
  afterRollback: mended,
})

const stageOf = ({ options, environment }: Target<Options>): readonly string[] => {
  const stage = options.stage ?? environment
  return stage === undefined ? [] : ['--stage', stage]
}

/** The folder is handed from job to job, and everything in it is stored in the bucket. */
async function demandNoSecrets({ stateText, template }: Build, { ports }: Workplace): Promise<void> {
  if (!ports.secrets.exposes(stateText) && !ports.secrets.exposes(JSON.stringify(template))) return
  throw new Failure('A secret stands in what the Serverless Framework resolved: its state or its template.', {
    code: 'SECRET_EXPOSED',
    fix: 'Have CloudFormation or the function look it up: a dynamic reference such as {{resolve:secretsmanager:NAME}}, never a variable of the framework.',
  })
}

/** A package that the service brings along itself lies elsewhere: publishing has this folder only. */
async function takeAlong(build: Build, name: string, { directory }: Options, { ports: { files }, folder }: Workplace) {
  if ((await files.look(join(folder, name)))?.kind === 'file') return
  const { functions, layers, initialServerlessConfig } = fields(build.state['service'])
  const owners = [...Object.values(fields(functions)), ...Object.values(fields(layers)), initialServerlessConfig]
  for (const owner of owners) {
    const { artifact } = fields(fields(owner)['package'])
    if (typeof artifact !== 'string' || posix.basename(artifact) !== name || posix.isAbsolute(artifact)) continue
    const at = posix.join(directory, artifact)
    if (at.startsWith('../') || (await files.look(at))?.kind !== 'file') continue
    return files.writeChunks(join(folder, name), files.chunks(at))
  }
  throw new Failure(`The template of ${build.stack} needs the package ${JSON.stringify(name)}, which was not made.`, {
    code: 'ARTIFACT_MISSING',
    fix: 'Build it before, inside the repository, and name it in `package.artifact` by a path from `serverless.yml`.',
  })
}

const trusted = (system: string): Finding => ({
  severity: 'medium',
  title: `${system} was packaged with AWS credentials at hand`,
  cause: '`synthesize: with-credentials` is set, and packaging runs code of the repository and of its plugins.',
  impact: 'Whoever can change that code can use the credentials before anybody has approved anything.',
  fix: 'Use credentials that may only read what the variables of the service look up, or none.',
  where: system,
})

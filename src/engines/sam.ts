import { collect } from '../artifacts/collect.ts'
import { withImages } from '../artifacts/image.ts'
import { publish } from '../artifacts/publish.ts'
import { Failure } from '../foundation/failure.ts'
import { samBucket } from '../stack/large.ts'
import { defineEngine, type Publishing } from './engine.ts'
import { samBuild } from './sam-build.ts'
import { type SamSettings, settingsFor } from './sam-config.ts'
import { within } from './sam-document.ts'
import { imagesOf, plannedWhereBuilt, type Repositories } from './sam-images.ts'
import { artifactsFolder, type Parcel, packParcel, parcelIn } from './sam-parcel.ts'
import { imagesTold, pushed } from './sam-push.ts'
import { declared, refuseOther, told } from './sam-settings.ts'

const text = { type: 'string', minLength: 1 } as const

/** An application of the AWS Serverless Application Model, built by its own command line. */
export const sam = defineEngine({
  kind: 'sam',
  doc: "An application of the AWS Serverless Application Model: built by `sam build`, deployed as SAM's own configuration says.",
  shorthand: 'directory',
  schema: {
    type: 'object',
    additionalProperties: false,
    properties: {
      directory: { ...text, default: '.', description: 'The folder that SAM runs in, from the root of the repository.' },
      template: {
        ...text,
        description: 'The template, from the root of the repository. Left out, it is the one that SAM finds in the folder.',
      },
      'config-file': {
        ...text,
        description:
          "SAM's configuration, from the root of the repository. Left out, it is the `samconfig.toml` or `samconfig.yaml` beside the template.",
      },
      'config-env': {
        ...text,
        description:
          "The environment in SAM's configuration. Left out, it is the one that is deployed, where the file knows environments by name, else `default`. One that the file does not have is refused.",
      },
      container: {
        type: 'boolean',
        description:
          "Whether functions are built in containers, which needs Docker or Finch. Left out, SAM's configuration says it.",
      },
      'image-repository': {
        ...text,
        description:
          "The repository of ECR for the images of functions, without a tag. It has to be there, and Docker where stages `synthesize` and `plan` run, in one job. Left out, SAM's configuration says it.",
      },
      'image-repositories': {
        type: 'object',
        additionalProperties: { ...text, expects: 'a repository' },
        description: 'The repository for each function, by its logical id, where they differ.',
      },
    },
  },
  runsCode: true,
  namesStack: true,
  async synthesize(target, workplace) {
    const { files } = workplace.ports
    const { options, environment } = target
    const directory = within('.', options.directory, '`directory`')
    const template = options.template === undefined ? {} : { template: within('.', options.template, '`template`') }
    const file = options['config-file']
    const named = options['config-env']
    const settings = await settingsFor({
      ...{ files, directory, ...template },
      ...(file === undefined ? {} : { file }),
      ...(named === undefined ? {} : { named }),
      ...(environment === undefined ? {} : { environment }),
    })
    refuseOther(target, settings)
    const container = options.container === undefined ? {} : { container: options.container }
    const built = await samBuild(target, workplace, { directory, ...template, ...container }, settings)
    const sight = await files.look(built.template)
    const body = sight?.kind === 'file' ? await files.read(built.template) : undefined
    if (body === undefined)
      throw new Failure(`sam build ended well, and left no ${built.template}.`, { code: 'TEMPLATE_MISSING' })
    const into = artifactsFolder(workplace.folder)
    const collected = await collect({ files, signal: workplace.signal, path: built.template, text: body, into, images: true })
    const images = await imagesOf(workplace, collected, repositoriesOf(options, settings))
    const { parameters, ignored } = declared(body, settings)
    await packParcel(
      files,
      workplace.folder,
      { ...parcelOf({ ...settings, parameters }, built.template, directory), images },
      collected,
    )
    const findings = [...built.findings, ...plannedWhereBuilt(target.system, images)]
    return { findings: [...findings, ...told(target, settings, ignored)] }
  },
  async publish({ system, region, bucket, prefix }, publishing) {
    const { ports, signal, folder, say } = publishing
    const { parcel, collected } = await parcelIn(ports.files, folder, system)
    const core = publishing.core({ region })
    const local = collected.artifacts.length > 0 || collected.templates.length > 1
    const shelf = {
      ...{ objects: core.objects, files: ports.files, clock: ports.clock, signal, secrets: ports.secrets, say },
      ...{
        from: artifactsFolder(folder),
        bucket: bucket ?? parcel.bucket ?? (local ? await managed(publishing, region, parcel) : ''),
      },
      ...(prefix || parcel.prefix ? { prefix: prefix ?? parcel.prefix ?? '' } : {}),
    }
    const address = await pushed({ system, region }, publishing, parcel.images)
    const { template: body, artifacts } = await publish(shelf, withImages(collected, address))
    const { template: path, parameters, capabilities, tags, notificationArns, roleArn } = parcel
    const stack = { name: system, region, template: { path, body }, parameters, capabilities, needs: [], artifacts }
    const optional = { ...(tags && { tags }), ...(notificationArns && { notificationArns }), ...(roleArn && { roleArn }) }
    return { stacks: [{ ...stack, ...optional }], findings: imagesTold({ system }, parcel.images, address) }
  },
})

/** Here before there; a function's own before that for all. */
function repositoriesOf(
  options: { readonly 'image-repository'?: string; readonly 'image-repositories'?: Readonly<Record<string, string>> },
  settings: SamSettings,
): Repositories {
  const all = options['image-repository'] ?? settings.imageRepository
  const own = options['image-repository'] === undefined ? settings.imageRepositories : {}
  return {
    ...(all === undefined ? {} : { imageRepository: all }),
    imageRepositories: { ...own, ...options['image-repositories'] },
  }
}

/** Acknowledged where SAM's configuration acknowledges nothing: what it does is in the plan. */
const ALL = ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM'] as const

function parcelOf(settings: SamSettings, template: string, directory: string): Omit<Parcel, 'images'> {
  const { parameters, capabilities, tags, notificationArns, bucket, prefix, roleArn } = settings
  const acknowledged = capabilities.length > 0 ? capabilities : ALL
  return {
    ...{ template, directory, parameters, capabilities: [...new Set([...acknowledged, 'CAPABILITY_AUTO_EXPAND'])] },
    ...{ ...(tags && { tags }), ...(notificationArns && { notificationArns }) },
    ...{ ...(bucket && { bucket }), ...(prefix && { prefix }), ...(roleArn && { roleArn }) },
  }
}

/** The bucket that SAM made for itself. Making one is for whoever owns the account. */
async function managed({ core }: Publishing, region: string, { directory }: Parcel): Promise<string> {
  const found = await samBucket(core({ region }))
  if (found) return found
  const command = `sam package --resolve-s3 --region ${region} --output-template-file packaged.yaml`
  throw new Failure(`There is no bucket for what the template needs: none is named, and SAM has not made its own in ${region}.`, {
    code: 'BUCKET_MISSING',
    fix: `Name one in \`bucket\` of the stack, or have SAM make its own once, in ${directory}: ${command}`,
  })
}

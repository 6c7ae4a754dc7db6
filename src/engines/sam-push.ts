import { join } from 'node:path'
import type { LocalImage } from '../artifacts/image.ts'
import type { Finding } from '../domain/finding.ts'
import { toolFailure } from '../domain/tool.ts'
import { Failure } from '../foundation/failure.ts'
import { parsed } from '../foundation/json.ts'
import type { Publishing, Target } from './engine.ts'
import { containers, TOGETHER } from './sam-containers.ts'
import { isTable } from './sam-document.ts'
import { refused, type SamImage } from './sam-images.ts'
import { knownFix } from './sam-lines.ts'
import { samRunner } from './sam-tool.ts'

/** Layers go up at the pace of a runner's line. */
const LIMIT_MS = 30 * 60_000
const TAG = /^[\w.-]{1,128}$/

type System = Pick<Target<unknown>, 'system' | 'region'>

/** Has SAM push what it built, and gives the address of each image by digest: a tag can be moved. */
export async function pushed(
  target: System,
  publishing: Publishing,
  images: readonly SamImage[],
): Promise<(image: LocalImage) => string> {
  const addresses = images.length === 0 ? undefined : await addressesOf(target, publishing, images)
  return ({ of, name }) => {
    const address = addresses?.get(`${of} ${name}`)
    if (address !== undefined) return address
    throw new Failure(`The build does not say which image ${name} of ${of} is.`, { code: 'BUILD_INVALID' })
  }
}

async function addressesOf(target: System, publishing: Publishing, images: readonly SamImage[]) {
  const engine = await containers(publishing)
  for (const { of, name, id, repository } of images) {
    publishing.ports.secrets.conceal(repository.split('.', 1)[0] ?? '')
    if (!(await engine(id)))
      throw refused(`This machine does not have the image ${name} (${id}) that was built for ${of}.`, TOGETHER)
  }
  const packaged = await packagedBySam(target, publishing, images)
  const addresses = new Map<string, string>()
  for (const { of, name, repository } of images) {
    const tagged = taggedIn(packaged, of, repository)
    const digest = (await engine(tagged))?.digests.find((one) => one.startsWith(`${repository}@sha256:`))
    if (!digest)
      throw refused(`${tagged} was pushed, and the container engine knows no digest of it.`, 'Look at what Docker says of it.')
    addresses.set(`${of} ${name}`, digest)
    publishing.say(`the image of ${of} is ${digest}`)
  }
  return addresses
}

/** Which images the plan is for. */
export const imagesTold = (
  { system }: Pick<System, 'system'>,
  images: readonly SamImage[],
  address: (image: LocalImage) => string,
): readonly Finding[] =>
  images.map((image) => ({
    severity: 'low',
    title: `${image.of} is to run ${address(image)}`,
    cause: 'SAM pushed the image that the build made; the plan names it by its digest, which no other image has.',
    where: system,
  }))

/** SAM gets a template of ours, with the images by their content and nothing else of the build. */
async function packagedBySam({ system, region }: System, publishing: Publishing, images: readonly SamImage[]): Promise<unknown> {
  const { files, runner } = publishing.ports
  const folder = join(runner.temp, 'sam-images', runner.step, system)
  const resources = images.map(({ of, id }) => [
    of,
    { Type: 'AWS::Serverless::Function', Properties: { PackageType: 'Image', ImageUri: id } },
  ])
  await files.empty(folder)
  await files.write(join(folder, 'images.json'), JSON.stringify({ Resources: Object.fromEntries(resources) }))
  const run = await samRunner({ region }, publishing, { cwd: folder, credentials: true })
  const to = images.flatMap(({ of, repository }) => ['--image-repositories', `${of}=${repository}`])
  const paths = ['--template-file', 'images.json', '--output-template-file', 'packaged.json', '--use-json']
  const args = ['package', ...paths, '--no-progressbar', '--region', region, ...to]
  const ended = await run('sam-package', args, { limit: LIMIT_MS, show: publishing.say })
  const failure = toolFailure('sam package', ended)
  if (failure) throw new Failure(failure.message, { code: failure.code, fix: knownFix(ended.tail) ?? failure.fix })
  return parsed((await files.read(join(folder, 'packaged.json'))) ?? '')
}

function taggedIn(packaged: unknown, of: string, repository: string): string {
  const uri = at(packaged, 'Resources', of, 'Properties', 'ImageUri')
  const [, tag = ''] = typeof uri === 'string' && uri.startsWith(`${repository}:`) ? uri.split(`${repository}:`) : []
  if (TAG.test(tag)) return `${repository}:${tag}`
  throw refused(`sam package ended well, and tells no image of ${of} in ${repository}.`, 'The log of SAM says what it did.')
}

const at = (value: unknown, ...keys: readonly string[]): unknown =>
  keys.reduce<unknown>((inner, key) => (isTable(inner) ? inner[key] : undefined), value)

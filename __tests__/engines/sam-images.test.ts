import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { clock } from '../../src/adapters/clock.ts'
import type { Publishing } from '../../src/engines/engine.ts'
import { sam } from '../../src/engines/sam.ts'
import { parcelIn } from '../../src/engines/sam-parcel.ts'
import type { Ports } from '../../src/ports/index.ts'
import type { Core } from '../../src/stack/core.ts'
import { refusal } from '../artifacts/workspace.ts'
import { type SamBench, samBench } from './sam-bench.ts'

const REPOSITORY = '111122223333.dkr.ecr.us-east-1.amazonaws.com/demo'
const OTHER = '111122223333.dkr.ecr.us-east-1.amazonaws.com/other'
const ID = `sha256:${'1'.repeat(64)}`
const DIGEST = `sha256:${'2'.repeat(64)}`
const TAG = 'Service-111111111111-latest'
const TEMPLATE =
  'Resources: { Service: { Type: AWS::Serverless::Function, Properties: { PackageType: Image, ImageUri: "service:v1" } } }'

/** A build that leaves an image, and a packaging that tags what it was given and marks it as pushed. */
const sams = (packaging = `touch '{folder}/pushed'; sed 's|${ID}|${REPOSITORY}:${TAG}|' images.json > packaged.json`) =>
  `if [ "$1" = build ]; then mkdir -p "$3"; echo '${TEMPLATE}' > "$3/template.yaml"; exit 0; fi
${packaging.replace('{folder}', bench.folder)}`

/** The container engine: what was built is there by name and by content, and by its tag once it was pushed. */
const docker = ({ digests = [`elsewhere/demo@${ID}`, `${REPOSITORY}@${DIGEST}`] } = {}) => `
case "$3" in
service:v1|${ID}) echo '[{"Id":"${ID}","RepoDigests":[]}]'; exit 0;;
${REPOSITORY}:${TAG}) if [ -e '${bench.folder}/pushed' ]; then echo '${JSON.stringify([{ Id: ID, RepoDigests: digests }])}'; exit 0; fi;;
esac
echo '[]'
echo "Error response from daemon: No such image: $3" >&2
exit 1`

const STOPPED = 'echo "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is it running?" >&2; exit 1'

let bench: SamBench
beforeEach(async () => {
  bench = await samBench()
  await bench.sam(sams())
  await bench.program('docker', docker())
})
afterEach(async () => {
  await bench.close()
  await rm(bench.build, { recursive: true, force: true })
})

const options = { 'image-repository': REPOSITORY }
const file = (name: string) => readFile(join(bench.folder, name), 'utf8')

async function published() {
  const env = { AWS_ACCESS_KEY_ID: 'of-nobody', AWS_SECRET_ACCESS_KEY: 'nothing', GITHUB_TOKEN: 'token' }
  const { ports, ...place } = bench.place(env)
  const core = () => ({}) as Core
  const all: Publishing = {
    ...place,
    ports: { ...ports, clock } as Ports,
    core,
    caller: async () => ({ account: '111122223333', arn: '' }),
  }
  const target = { system: 'demo', region: 'us-east-1', given: [], withCredentials: false }
  return sam.publish({ ...target, options: { directory: 'backend' } }, all)
}

describe('images that SAM built', () => {
  it('are pushed by SAM with credentials, by what they hold, and named by their digest', async () => {
    const { findings: built } = await bench.synthesize({ options })
    expect(await file('environment')).not.toContain('of-nobody')
    const { stacks, findings } = await published()
    expect(stacks[0]?.template.body.trim()).toBe(TEMPLATE.replace('"service:v1"', `"${REPOSITORY}@${DIGEST}"`))
    expect(findings.map(({ title }) => title)).toEqual([`Service is to run ${REPOSITORY}@${DIGEST}`])
    expect(bench.secrets.redact(findings[0]?.title ?? '')).toContain('is to run <account>.dkr.ecr.')
    expect(built.map(({ title }) => title)).toEqual(['demo can only be planned on the machine that built it'])
    expect((await file('arguments')).trim().split('\n')).toEqual([
      ...['package', '--template-file', 'images.json', '--output-template-file', 'packaged.json', '--use-json'],
      ...['--no-progressbar', '--region', 'us-east-1', '--image-repositories', `Service=${REPOSITORY}`],
    ])
    expect(JSON.parse(await file('temp/sam-images/deploy/demo/images.json'))).toEqual({
      Resources: { Service: { Type: 'AWS::Serverless::Function', Properties: { PackageType: 'Image', ImageUri: ID } } },
    })
    expect(await file('environment')).toMatch(/^AWS_ACCESS_KEY_ID=of-nobody$/m)
    expect(await file('environment')).not.toContain('GITHUB_TOKEN')
  })

  const repositories = [
    ['this configuration, for all', { 'image-repository': OTHER }, `image_repository = "${REPOSITORY}"`, OTHER],
    [
      'this configuration, for all, above one of SAM’s',
      { 'image-repository': OTHER },
      `image_repositories = "Service=${REPOSITORY}"`,
      OTHER,
    ],
    ['this configuration, for the function', { ...options, 'image-repositories': { Service: OTHER } }, '', OTHER],
    ['SAM’s configuration, for all', {}, `image_repository = "${REPOSITORY}"`, REPOSITORY],
    ['SAM’s configuration, for the function', {}, `image_repositories = ["Service=${OTHER}", "More=${REPOSITORY}"]`, OTHER],
  ] as const
  it.each(repositories)('go to the repository of %s', async (_whose, given, deploy, expected) => {
    await bench.write('backend/samconfig.toml', `[default.deploy.parameters]\n${deploy}\n`)
    await bench.synthesize({ options: given })
    const { parcel } = await parcelIn(bench.place().ports.files, bench.build, 'demo')
    expect(parcel.images).toEqual([{ of: 'Service', name: 'service:v1', id: ID, repository: expected }])
  })

  const unbuilt = [
    ['no repository is named', {}, undefined, 'ARTIFACT_IMAGE', /no registry of AWS/, /`image-repository`/],
    [
      'the repository has a tag',
      { 'image-repository': `${REPOSITORY}:v1` },
      undefined,
      'ARTIFACT_IMAGE',
      /is no repository/,
      /without a tag/,
    ],
    [
      'the build left none',
      options,
      () => docker().replace('service:v1|', ''),
      'ARTIFACT_IMAGE',
      /has no image service:v1/,
      /`Dockerfile`/,
    ],
    ['the container engine stands still', options, () => STOPPED, 'TOOL_FAILED', /Cannot connect/, /Docker is running/],
  ] as const
  it.each(unbuilt)('are refused where %s', async (_what, given, engine, code, message, fix) => {
    if (engine) await bench.program('docker', engine())
    const told = { code, message: expect.stringMatching(message), fix: expect.stringMatching(fix) }
    expect(await refusal(bench.synthesize({ options: given }))).toMatchObject(told)
  })

  const elsewhere = /`synthesize` and `plan` in one job/
  const lost = [
    [
      'they were built on another machine',
      'docker',
      () => 'echo "Error: No such image: $3" >&2; exit 1',
      'ARTIFACT_IMAGE',
      /does not have the image service:v1/,
      elsewhere,
    ],
    ['the container engine stands still', 'docker', () => STOPPED, 'TOOL_FAILED', /Cannot connect/, elsewhere],
    ['ECR gives no digest', 'docker', () => docker({ digests: [`${OTHER}@${DIGEST}`] }), 'ARTIFACT_IMAGE', /no digest/, /Docker/],
    [
      'the repository is not there',
      'sam',
      () => 'echo "Error: name unknown: The repository with name demo does not exist" >&2; exit 1',
      'TOOL_FAILED',
      /name unknown/,
      /Make the repository/,
    ],
    [
      'SAM pushed to another repository',
      'sam',
      () => `sed 's|${ID}|${OTHER}:${TAG}|' images.json > packaged.json`,
      'ARTIFACT_IMAGE',
      /tells no image of Service/,
      /log/,
    ],
    ['SAM wrote nothing', 'sam', () => 'exit 0', 'ARTIFACT_IMAGE', /tells no image of Service/, /log/],
  ] as const
  it.each(lost)('are refused when they are to be pushed and %s', async (_what, name, text, code, message, fix) => {
    await bench.synthesize({ options })
    await bench.program(name, text())
    const told = { code, message: expect.stringMatching(message), fix: expect.stringMatching(fix) }
    expect(await refusal(published())).toMatchObject(told)
  })

  it('are refused where there is no Docker', async () => {
    await bench.synthesize({ options })
    await rm(join(bench.folder, '.bin/docker'))
    const told = { code: 'TOOL_MISSING', fix: expect.stringMatching(elsewhere) }
    expect([await refusal(published()), await refusal(bench.synthesize({ options }))]).toMatchObject([told, told])
  })

  const hostile = [
    ['a path for the name of an image', { name: '../../secrets.tar' }],
    ['a tag for its content', { id: 'service:v1' }],
    ['an option for a function', { of: '--profile' }],
    ['a repository elsewhere', { repository: 'registry.example/demo' }],
    ['another name than the template', { name: 'service:v2' }],
  ] as const
  it.each(hostile)('are refused where the build holds %s', async (_what, wrong) => {
    await bench.synthesize({ options })
    const path = join(bench.build, 'sam.json')
    const parcel = JSON.parse(await readFile(path, 'utf8'))
    await writeFile(path, JSON.stringify({ ...parcel, images: [{ ...parcel.images[0], ...wrong }] }))
    expect(await refusal(published())).toMatchObject({ code: 'BUILD_INVALID' })
  })
})

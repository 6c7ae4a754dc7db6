import { posix } from 'node:path'
import { sideBySide } from '../artifacts/side-by-side.ts'
import type { Finding } from '../domain/finding.ts'
import { Failure } from '../foundation/failure.ts'
import { MAX_BODY_BYTES } from '../stack/large.ts'
import type { CdkStack } from './cdk-assembly.ts'
import type { CdkAssets } from './cdk-assets.ts'
import { demandBootstrap } from './cdk-bootstrap.ts'
import { mayExecute } from './cdk-findings.ts'
import { type CdkPlace, objectAt, roleArnAt, roleAt } from './cdk-places.ts'
import { type Roles, rolesFor } from './cdk-roles.ts'
import { unfit } from './cdk-shape.ts'
import { type Uploads, uploadsFor } from './cdk-upload.ts'
import type { Published, PublishedStack, Publishing, Target } from './engine.ts'

/** A stack with what it needs in buckets. */
export interface CdkPart {
  readonly stack: CdkStack
  readonly assets: CdkAssets
}

/** What publishing is told besides the stacks. */
export interface PublishRequest {
  readonly target: Pick<Target<unknown>, 'system' | 'account' | 'region'>
  readonly publishing: Publishing
  /** The assembly in the folder of the build. */
  readonly top: string
  /** What a person knows that folder by. */
  readonly shown: string
  readonly assumeRoles: boolean
  readonly toolkit: string
}

/** Each uploads several files at a time besides. */
const STACKS_AT_ONCE = 4

/** As the command line of the CDK always says it: what is in nested stacks is not known beforehand. */
const CAPABILITIES = ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM', 'CAPABILITY_AUTO_EXPAND'] as const

interface Work extends PublishRequest {
  readonly roles: Roles
  readonly uploads: Uploads
}

/** Looks at every account and region, uploads the assets, and says what the stacks are. */
export async function published(request: PublishRequest, parts: readonly CdkPart[]): Promise<Published> {
  const { target, publishing, assumeRoles } = request
  const roles = rolesFor(publishing, assumeRoles)
  const work = { ...request, roles, uploads: await uploadsFor(publishing, roles) }
  const placed: (CdkPart & { readonly place: CdkPlace })[] = []
  for (const part of parts) placed.push({ ...part, place: await placeOf(work, part.stack) })
  const findings = await bootstrapped(work, placed)
  const stacks = await sideBySide(placed, STACKS_AT_ONCE, (part) => stackFrom(work, part, placed))
  const role = stacks.find(({ assume }) => assume)?.assume
  return { stacks, findings: [...findings, ...roles.findings(), ...(role ? [mayExecute(target.system, role)] : [])] }
}

/** Where a stack belongs, with what the app leaves open. */
async function placeOf({ target, roles }: Work, { account, region = target.region, display }: CdkStack): Promise<CdkPlace> {
  const own = await roles.own(target.region)
  const wanted = target.account ?? account
  if (account !== undefined && account !== wanted) {
    throw new Failure(`The app puts ${display} into another account than the configuration does.`, {
      code: 'ACCOUNT_MISMATCH',
      fix: 'Correct `account`, or make an entry under `stacks` for each account, with the stacks of the app that belong there.',
    })
  }
  return { partition: own.arn.split(':')[1] || 'aws', account: wanted ?? own.account, region }
}

/** Each account and region once. */
async function bootstrapped(
  { publishing, roles, toolkit }: Work,
  parts: readonly (CdkPart & { readonly place: CdkPlace })[],
): Promise<readonly Finding[]> {
  const findings: Finding[] = []
  const places = new Map(parts.map(({ place: { account, region } }) => [`${account} ${region}`, { account, region }]))
  for (const { account, region } of places.values()) {
    publishing.ports.secrets.conceal(account)
    const here = parts.filter(({ place }) => place.account === account && place.region === region)
    const first = here.find(({ stack }) => stack.bootstrap !== undefined)
    if (!first) continue
    const least = Math.max(...here.map(({ stack }) => stack.bootstrap ?? 0))
    const assume = roleAt(first.stack.assume, first.place)
    const where = await roles.acting({ region, ...(assume ? { assume } : {}) })
    findings.push(...(await demandBootstrap(publishing, where, { stack: toolkit, least, account })))
  }
  return findings
}

async function stackFrom(
  { publishing, roles, uploads, top, shown }: Work,
  { stack, assets, place }: CdkPart & { readonly place: CdkPlace },
  all: readonly CdkPart[],
): Promise<PublishedStack> {
  const { template, templateUrl, parameters, tags, terminationProtection, notificationArns, roleArn, needs } = stack
  const body = await publishing.ports.files.read(posix.join(top, template))
  if (body === undefined) throw unfit(`there is no ${template}`)
  // A template that fits into a request need not go through a bucket: what CloudFormation gets is what lies here.
  const large = Buffer.byteLength(body) > MAX_BODY_BYTES
  const files = large ? assets.files : assets.files.filter(({ path }) => path !== template)
  const placed = await uploads.of(files, place)
  const assume = roleAt(stack.assume, place)
  const where = await roles.acting({ region: place.region, ...(assume ? { assume } : {}) })
  const at = large && templateUrl ? placeIn(templateUrl, place) : undefined
  const stored = at && placed.find(({ artifact: { bucket, key } }) => bucket === at.bucket && key === at.key)
  return {
    name: stack.name,
    region: place.region,
    account: place.account,
    ...(where.assume ? { assume: where.assume } : {}),
    template: {
      path: posix.join(shown, template),
      body,
      ...(stored?.url === undefined ? {} : { url: stored.url }),
    },
    parameters,
    tags,
    capabilities: CAPABILITIES,
    ...(roleArn ? { roleArn: roleArnAt(roleArn, place) } : {}),
    ...(notificationArns ? { notificationArns } : {}),
    ...(terminationProtection === undefined ? {} : { terminationProtection }),
    needs: all.filter((other) => needs.includes(other.stack.id)).map((other) => other.stack.name),
    artifacts: placed.map(({ artifact }) => artifact),
  }
}

/** `s3://bucket/key`, filled. */
function placeIn(url: string, place: CdkPlace) {
  const [, bucket = '', key = ''] = /^s3:\/\/([^/]+)\/(.+)$/.exec(url) ?? []
  return objectAt({ bucket, key }, place)
}

import { posix } from 'node:path'
import type { Role } from '../domain/stack.ts'
import type { Files } from '../ports/files.ts'
import { type CdkStack, jsonIn } from './cdk-assembly.ts'
import { demandText, mapAt, pathWithin, textAt, unfit } from './cdk-shape.ts'

/** Where an asset goes. Placeholders are not filled yet. */
export interface CdkDestination {
  readonly bucket: string
  readonly key: string
  /** Absent: that of the stack. */
  readonly region?: string
  readonly assume?: Role
}

/** A file or folder of a cloud assembly that goes into a bucket. */
export interface CdkFile {
  readonly id: string
  /** For people. */
  readonly what: string
  /** From the top of the assembly. */
  readonly path: string
  readonly zip: boolean
  readonly destinations: readonly CdkDestination[]
}

/** What a stack needs to be published. */
export interface CdkAssets {
  readonly files: readonly CdkFile[]
  /** What only the command line of the CDK can make: images of containers, and files that a program of the app makes. */
  readonly others: readonly string[]
}

type Data = Readonly<Record<string, unknown>>

/** The assets of a stack. https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.cloud_assembly_schema.AssetManifest.html */
export async function assetsOf(files: Files, top: string, { assets }: CdkStack): Promise<CdkAssets> {
  const read = await Promise.all(assets.map((path) => manifestAt(files, top, path)))
  return { files: read.flatMap((one) => one.files), others: read.flatMap((one) => one.others) }
}

async function manifestAt(files: Files, top: string, path: string): Promise<CdkAssets> {
  const manifest = await jsonIn(files, posix.join(top, path), path)
  if (!manifest) throw unfit(`there is no ${path}`)
  const named = (key: string) =>
    Object.keys(mapAt(manifest, key, path)).map((id) => [id, mapAt(mapAt(manifest, key, path), id, path)] as const)
  const all = named('files').map(([id, entry]) => ({ id, entry, source: mapAt(entry, 'source', id) }))
  const told = (id: string, entry: Data) => textAt(entry, 'displayName', id) ?? id
  return {
    files: all
      .filter(({ source }) => source['executable'] === undefined)
      .map(({ id, entry, source }) => ({
        id,
        what: told(id, entry),
        path: pathWithin(posix.dirname(path), demandText(source, 'path', id), id),
        zip: textAt(source, 'packaging', id, /^(?:file|zip)$/) === 'zip',
        destinations: destinationsOf(id, entry),
      })),
    others: [
      ...all.filter(({ source }) => source['executable'] !== undefined).map(({ id, entry }) => told(id, entry)),
      ...named('dockerImages').map(([id, entry]) => told(id, entry)),
    ],
  }
}

function destinationsOf(id: string, entry: Data): readonly CdkDestination[] {
  const all = mapAt(entry, 'destinations', id)
  return Object.keys(all).map((name) => {
    const destination = mapAt(all, name, id)
    const region = textAt(destination, 'region', id)
    const roleArn = textAt(destination, 'assumeRoleArn', id)
    const externalId = textAt(destination, 'assumeRoleExternalId', id)
    return {
      bucket: demandText(destination, 'bucketName', id),
      key: demandText(destination, 'objectKey', id),
      ...(region === undefined ? {} : { region }),
      ...(roleArn === undefined ? {} : { assume: { roleArn, ...(externalId === undefined ? {} : { externalId }) } }),
    }
  })
}

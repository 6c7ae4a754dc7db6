import { posix } from 'node:path'
import type { Finding } from '../domain/finding.ts'
import { Failure } from '../foundation/failure.ts'
import { short } from '../foundation/markdown.ts'
import type { Files } from '../ports/files.ts'
import { type CdkStack, jsonIn } from './cdk-assembly.ts'

// https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.cloud_assembly_schema.ArtifactMetadataEntryType.html
const ERROR = 'aws:cdk:error'
const WARNING = 'aws:cdk:warning'
const MOST_CHARS = 1000
const MOST_WARNINGS = 20

interface Annotation {
  readonly type: string
  readonly path: string
  readonly text: string
}

/** What the app warns of. An app that says itself that it is wrong is refused, as the command line of the CDK refuses it. */
export async function annotated(files: Files, top: string, stacks: readonly CdkStack[]): Promise<readonly Finding[]> {
  const read = await Promise.all(stacks.map((stack) => annotationsOf(files, top, stack)))
  const all = read.flat()
  const errors = all.filter(({ type }) => type === ERROR)
  if (errors.length > 0) {
    const lines = errors.map(({ path, text }) => `${path}: ${text}`)
    throw new Failure(`The app says that it is wrong. ${lines.slice(0, MOST_WARNINGS).join('; ')}.`, {
      code: 'BUILD_INVALID',
      fix: 'Correct what the app names, then synthesize it again.',
    })
  }
  const warnings = all.filter(
    ({ type, text }, index) => type === WARNING && all.findIndex((other) => other.text === text) === index,
  )
  return warnings.slice(0, MOST_WARNINGS).map(({ path, text }) => ({
    severity: 'low',
    title: 'The app warns',
    cause: text,
    fix: 'Correct it, or acknowledge it in the app with `Annotations.of(…).acknowledgeWarning(…)`.',
    where: path,
  }))
}

async function annotationsOf(files: Files, top: string, { metadata, metadataFile }: CdkStack): Promise<readonly Annotation[]> {
  const more = metadataFile === undefined ? {} : await jsonIn(files, posix.join(top, metadataFile), metadataFile)
  return Object.entries({ ...metadata, ...more }).flatMap(([path, list]) =>
    (Array.isArray(list) ? list : []).flatMap((entry: unknown) => {
      const { type, data } = { ...(entry as { readonly type?: unknown; readonly data?: unknown }) }
      return typeof data === 'string' ? [{ type: String(type), path, text: short(data, MOST_CHARS) }] : []
    }),
  )
}

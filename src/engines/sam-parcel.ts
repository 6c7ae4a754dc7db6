import { join } from 'node:path'
import type { Collected } from '../artifacts/collected.ts'
import { collectedFrom } from '../artifacts/reading.ts'
import { Failure } from '../foundation/failure.ts'
import { isFields, parsed } from '../foundation/json.ts'
import type { Files } from '../ports/files.ts'
import { isSamImage, type SamImage } from './sam-images.ts'

/** What publishing needs to know of a SAM application besides what was collected of it. */
export interface Parcel {
  /** The built template, for people. */
  readonly template: string
  readonly parameters: Readonly<Record<string, string>>
  readonly capabilities: readonly string[]
  readonly tags?: Readonly<Record<string, string>>
  readonly notificationArns?: readonly string[]
  readonly bucket?: string
  readonly prefix?: string
  readonly roleArn?: string
  /** The folder that SAM runs in, for a command that is shown. */
  readonly directory: string
  readonly images: readonly SamImage[]
}

const PARCEL = 'sam.json'
const COLLECTED = 'collected.json'

/** The folder that artifacts are collected into. */
export const artifactsFolder = (folder: string): string => join(folder, 'artifacts')

/** Writes both down, for another job. */
export async function packParcel(files: Files, folder: string, parcel: Parcel, collected: Collected): Promise<void> {
  await files.write(join(folder, PARCEL), JSON.stringify(parcel))
  await files.write(join(folder, COLLECTED), JSON.stringify(collected))
}

/** Reads both. They come from a job that ran foreign code: what has not the right shape is refused. */
export async function parcelIn(files: Files, folder: string, system: string): Promise<{ parcel: Parcel; collected: Collected }> {
  const [parcel, collected] = [await files.read(join(folder, PARCEL)), await files.read(join(folder, COLLECTED))]
  if (parcel === undefined || collected === undefined) throw invalid(`The build of ${system} holds no SAM application.`)
  const data = parsed(parcel)
  if (!isParcel(data))
    throw invalid(`What the build of ${system} says of its SAM application has not the shape that this action writes.`)
  return { parcel: data, collected: collectedFrom(collected) }
}

const invalid = (message: string): Failure => new Failure(message, { code: 'BUILD_INVALID' })

const isText = (value: unknown): value is string => typeof value === 'string'
const areTexts = (value: unknown): boolean => Array.isArray(value) && value.every(isText)
const isTexts = (value: unknown): boolean => isFields(value) && Object.values(value).every(isText)
const maybe = (value: unknown, is: (value: unknown) => boolean): boolean => value === undefined || is(value)

function isParcel(value: unknown): value is Parcel {
  if (!isFields(value)) return false
  const { template, directory, parameters, capabilities, images, tags, notificationArns, bucket, prefix, roleArn } = value
  return (
    isText(template) &&
    isText(directory) &&
    isTexts(parameters) &&
    areTexts(capabilities) &&
    Array.isArray(images) &&
    images.every(isSamImage) &&
    maybe(tags, isTexts) &&
    maybe(notificationArns, areTexts) &&
    [bucket, prefix, roleArn].every((each) => maybe(each, isText))
  )
}

import { Failure } from '../foundation/failure.ts'
import { fields, parsed } from '../foundation/json.ts'
import type { Collected, CollectedArtifact, CollectedTemplate, Shape, Slot } from './collected.ts'

/** What another job collected: data from outside, of which nothing is believed but what is looked at here. */
export function collectedFrom(text: string): Collected {
  const { templates, artifacts } = fields(parsed(text))
  if (!Array.isArray(templates) || !Array.isArray(artifacts) || !templates.every(isTemplate) || !artifacts.every(isArtifact)) {
    throw new Failure('What was collected for the templates has not the shape that this action writes.', {
      code: 'RECORD_INVALID',
      fix: 'Give the folder as the job that built it left it, and use the same version of the action in all jobs.',
    })
  }
  return { templates, artifacts }
}

const areTexts = (...values: readonly unknown[]): boolean => values.every((value) => typeof value === 'string')

function isArtifact(value: unknown): value is CollectedArtifact {
  const { id, where, kind, bytes } = fields(value)
  return areTexts(id, where) && (kind === 'zip' || kind === 'file') && Number.isSafeInteger(bytes)
}

function isTemplate(value: unknown): value is CollectedTemplate {
  const { id, text, slots } = fields(value)
  if (typeof id !== 'string' || typeof text !== 'string' || !Array.isArray(slots) || !slots.every(isSlot)) return false
  const ends = [0, ...slots.flatMap(({ from, to }) => [from, to]), text.length]
  return ends.every((end, index) => end >= (ends[index - 1] ?? 0))
}

function isSlot(value: unknown): value is Slot {
  const { where, from, to, before, after, shape, fill } = fields(value)
  const [[name = '', target] = [], ...more] = Object.entries(fields(fill))
  const filled = more.length === 0 && ['artifact', 'template', 'image', 'uri'].includes(name) && typeof target === 'string'
  return areTexts(where, before, after) && Number.isSafeInteger(from) && Number.isSafeInteger(to) && isShape(shape) && filled
}

function isShape(value: unknown): value is Shape {
  const { form, versioned, bucket, key, version } = fields(value)
  if (form === 'map') return areTexts(bucket, key) && (version === undefined || typeof version === 'string')
  return form === 'url' || (form === 'uri' && typeof versioned === 'boolean')
}

import { sha256 } from '../foundation/digest.ts'
import { Failure } from '../foundation/failure.ts'
import { parsed } from '../foundation/json.ts'
import { notArrived } from './not-arrived.ts'
import { type RunRecord, recordSchema } from './record-schema.ts'

/** The record that a text holds, if its bytes have the sha256 that the job which wrote it told. */
export function fromRecord(content: string, expected: string): RunRecord {
  const invalid = (message: string, fix?: string) => new Failure(message, { code: 'RECORD_INVALID', ...(fix && { fix }) })
  if (!/^[0-9a-f]{64}$/.test(expected)) {
    throw invalid('The record came without a sha256 of 64 hexadecimal digits.', notArrived('record-sha256'))
  }
  const found = sha256(content)
  if (found !== expected)
    throw invalid(`The record has the sha256 ${found}, not ${expected}: it is not the one that was written.`)
  const data = parsed(content)
  const { schema, version } = (data ?? {}) as { readonly schema?: unknown; readonly version?: unknown }
  if (schema !== 'deploy-action/record') throw invalid('The file is not a record of deploy-action.')
  if (version !== 1) {
    throw invalid(
      `The record has version ${String(version)}; this action reads version 1.`,
      'Use the same version of the action in all jobs.',
    )
  }
  const wrong = mismatch(recordSchema, data, 'record')
  if (wrong) throw invalid(`The record has not the shape of a record: ${wrong}.`)
  return data as RunRecord
}

interface Shape {
  readonly type?: string
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly required?: readonly string[]
  readonly properties?: Readonly<Record<string, Shape>>
  readonly additionalProperties?: Shape | false
  readonly items?: Shape
}

const typeOf = (value: unknown): string =>
  value === null ? 'null' : Array.isArray(value) ? 'array' : Number.isInteger(value) ? 'integer' : typeof value

/** The first thing in which a value is not of a shape: the subset of JSON Schema that the record is written in. */
function mismatch(shape: Shape, value: unknown, at: string): string | undefined {
  if ('const' in shape) return value === shape.const ? undefined : `${at} is not ${String(shape.const)}`
  if (shape.enum) return shape.enum.includes(value) ? undefined : `${at} is none of ${shape.enum.join(', ')}`
  const type = typeOf(value)
  if (type !== shape.type && !(shape.type === 'number' && type === 'integer')) return `${at} is ${type}, ${shape.type} wanted`
  if (Array.isArray(value)) return first(value.map((item, index) => [shape.items ?? {}, item, `${at}[${index}]`]))
  if (type !== 'object') return undefined
  const fields = value as Readonly<Record<string, unknown>>
  const missing = shape.required?.find((name) => !Object.hasOwn(fields, name))
  if (missing) return `${at}.${missing} is missing`
  return first(
    Object.entries(fields).map(([name, inner]) => {
      const known =
        shape.properties && Object.hasOwn(shape.properties, name) ? shape.properties[name] : shape.additionalProperties
      return [known || { const: undefined }, inner, `${at}.${name}`]
    }),
  )
}

function first(parts: readonly (readonly [Shape, unknown, string])[]): string | undefined {
  for (const [shape, value, at] of parts) {
    const wrong = mismatch(shape, value, at)
    if (wrong) return wrong
  }
  return undefined
}

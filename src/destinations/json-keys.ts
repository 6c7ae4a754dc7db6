import { Failure } from '../foundation/failure.ts'
import { type Fields, isFields, parsed } from '../foundation/json.ts'

type Texts = Readonly<Record<string, string>>

/** The JSON object in a text; refused where it holds anything else, which is never shown. */
export function objectIn(where: string, text: string): Fields {
  const data = parsed(text)
  if (isFields(data)) return data
  throw new Failure(`What stands in ${where} is no JSON object, so no key of it can be changed alone.`, {
    code: 'OUTPUTS_UNWRITTEN',
  })
}

/** What stands under some keys. */
export const valuesIn = (data: Fields, names: readonly string[]): Texts =>
  Object.fromEntries(names.filter((name) => Object.hasOwn(data, name)).map((name) => [name, textOf(data[name])]))

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))

/** The object with some keys changed, the others as they were and where they were. */
export const withKeys = (data: Fields, values: Texts): Fields =>
  Object.fromEntries([...Object.entries(data), ...Object.entries(values)])

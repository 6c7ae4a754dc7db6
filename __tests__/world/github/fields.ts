import { invalid, Refusal, tooLong } from './refusal.ts'

type Value = string | null | undefined

/** Reads the body of a request field by field and refuses what GitHub refuses: wrong types, unknown choices, long texts. */
export class Fields {
  readonly #resource: string
  readonly #body: Readonly<Record<string, unknown>>

  constructor(resource: string, body: Readonly<Record<string, unknown>>) {
    this.#resource = resource
    this.#body = body
  }

  has(name: string): boolean {
    return this.#body[name] !== undefined
  }

  raw(name: string): unknown {
    return this.#body[name]
  }

  text(name: string, max = Number.POSITIVE_INFINITY): Value {
    const value = this.#body[name]
    if (value === undefined || value === null) return value
    if (typeof value !== 'string') throw this.#wrong(name, value, 'a string')
    // GitHub counts characters, so that an emoji is one and not two.
    if (value.length > max && [...value].length > max) throw tooLong(this.#resource, name, max)
    return value
  }

  required(name: string, max?: number): string {
    const value = this.text(name, max)
    if (value === undefined) throw new Refusal(422, `Invalid request.\n\n"${name}" wasn't supplied.`)
    if (value === null || value.trim() === '') throw invalid({ resource: this.#resource, field: name, code: 'missing_field' })
    return value
  }

  flag(name: string, otherwise: boolean): boolean {
    const value = this.#body[name] ?? otherwise
    if (typeof value !== 'boolean') throw this.#wrong(name, value, 'a boolean')
    return value
  }

  choice<T extends string>(name: string, values: readonly T[]): T | undefined {
    const value = this.#body[name]
    if (value === undefined || value === null) return undefined
    const found = values.find((known) => known === value)
    if (!found) throw this.#wrong(name, value, `a member of ${JSON.stringify(values)}`)
    return found
  }

  /** A list of names; GitHub takes objects with a name in some places. */
  names(name: string): readonly string[] | undefined {
    const value = this.#body[name]
    if (value === undefined || value === null) return undefined
    if (!Array.isArray(value)) throw this.#wrong(name, value, 'an array')
    return value.map((item: unknown) => {
      const found = item !== null && typeof item === 'object' && 'name' in item ? item.name : item
      if (typeof found !== 'string') throw this.#wrong(name, found, 'a string')
      return found
    })
  }

  #wrong(name: string, value: unknown, wanted: string): Refusal {
    return new Refusal(422, `Invalid request.\n\nFor 'properties/${name}', ${JSON.stringify(value)} is not ${wanted}.`)
  }
}

import { isBasicExpression, isLiteral, isMapping, isSequence } from '@actions/workflow-parser'
import type { MappingToken } from '@actions/workflow-parser/templates/tokens/mapping-token'
import type { TemplateToken } from '@actions/workflow-parser/templates/tokens/template-token'

import { NotModelled } from '../not-modelled.ts'

export type { MappingToken, TemplateToken }
export { isMapping as isMappingToken, NotModelled }

/** A value of a workflow file that holds no expression. */
export type Plain = string | number | boolean | null | readonly Plain[] | { readonly [key: string]: Plain }

/** A token without expressions as plain JSON. */
export function plain(token: TemplateToken | undefined): Plain | undefined {
  if (token === undefined) return undefined
  if (isBasicExpression(token)) throw new NotModelled(`an expression in line ${token.line}`)
  if (isMapping(token)) return Object.fromEntries([...token].map(({ key, value }) => [key.toString(), plain(value) ?? null]))
  if (isSequence(token)) return Array.from({ length: token.count }, (_, at) => plain(token.get(at)) ?? null)
  if (!isLiteral(token)) throw new NotModelled(`a ${token.typeName()} in line ${token.line}`)
  return 'value' in token ? (token.value as Plain) : null
}

/** The mapping under a key, or undefined. */
export function mapping(token: MappingToken | undefined, key: string): MappingToken | undefined {
  const found = token?.find(key)
  return found && isMapping(found) ? found : undefined
}

/** The keys of a mapping with their tokens. */
export const entries = (token: MappingToken | undefined): readonly (readonly [string, TemplateToken])[] =>
  token ? [...token].map(({ key, value }) => [key.toString(), value] as const) : []

/** Refuses keys that are not modelled. */
export function onlyKeys(where: string, token: MappingToken | undefined, known: readonly string[]): void {
  const strange = entries(token).find(([key]) => !known.includes(key))
  if (strange) throw new NotModelled(`\`${strange[0]}\` of ${where} (line ${strange[1].line})`)
}

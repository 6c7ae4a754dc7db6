import { type Fields, fields, isFields } from '../foundation/json.ts'
/** A resource of a template. */
export interface Resource {
  readonly type: string
  readonly properties: Fields
  readonly deletionPolicy: unknown
  readonly updateReplacePolicy: unknown
}

/** The value as a list: policies write one thing alone or several in a list. */
export const list = (value: unknown): readonly unknown[] => (value === undefined ? [] : Array.isArray(value) ? value : [value])

/** The value as one line of text, whatever function of the template makes it. */
export const text = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''))

/** The resources of a template by logical id; none where it is no template. */
export function resourcesOf(template: unknown): ReadonlyMap<string, Resource> {
  const entries = Object.entries(fields(fields(template)['Resources']))
  return new Map(
    entries
      .filter(([, value]) => isFields(value))
      .map(([id, value]) => {
        const resource = fields(value)
        return [
          id,
          {
            type: text(resource['Type']),
            properties: fields(resource['Properties']),
            deletionPolicy: resource['DeletionPolicy'],
            updateReplacePolicy: resource['UpdateReplacePolicy'],
          },
        ]
      }),
  )
}

/** A statement of a policy that allows something. */
export interface Statement {
  readonly actions: readonly string[]
  readonly resources: readonly string[]
  /** All but these: wider than it looks. */
  readonly inverted: boolean
  readonly principal: unknown
  readonly conditional: boolean
}

/** What a policy document allows; text that holds JSON is read by nobody here, so it is passed in parsed or not at all. */
export const allows = (document: unknown): readonly Statement[] =>
  list(fields(document)['Statement'])
    .map(fields)
    .filter((statement) => statement['Effect'] !== 'Deny')
    .map((statement) => ({
      actions: list(statement['Action'] ?? statement['NotAction']).map(text),
      resources: list(statement['Resource'] ?? statement['NotResource']).map(text),
      inverted: statement['NotAction'] !== undefined || statement['NotResource'] !== undefined,
      principal: statement['NotPrincipal'] === undefined ? statement['Principal'] : '*',
      conditional: Object.keys(fields(statement['Condition'])).length > 0,
    }))

/** Everybody, in the ways a policy can say it. */
export const isEverybody = (principal: unknown): boolean =>
  list(principal).some((one) => one === '*' || list(fields(one)['AWS']).includes('*'))

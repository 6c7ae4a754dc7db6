import type { Change, PropertyChange } from '../domain/stack.ts'
import { parsed } from '../foundation/json.ts'
import { short } from '../foundation/markdown.ts'

/** Keys of an environment variable in a list; CodeBuild tells of what kind it is. */
const PAIR: readonly string[] = ['Name', 'Value', 'Type']
const MASKED = '***'
const LONGEST_VALUE = 200
/** Where programs get their secrets from, however the type writes it. */
const ENVIRONMENT = /^(?:Runtime)?Environment(?:Variables|Secrets)?$/
/** https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/command-options-general.html */
const BEANSTALK_ENVIRONMENT = 'aws:elasticbeanstalk:application:environment'
const SECRET_NAME = /pass(?:word|wd|phrase)|secret|token|credential|(?:private|api|access)_?key/i

/**
 * Changes with values that anybody may read: those of environment variables and of what is called like a secret are masked,
 * known secrets taken out, and only then is what is long cut.
 */
export const shownChanges = (changes: readonly Change[], redact: (text: string) => string): readonly Change[] =>
  changes.map((change) => ({ ...change, properties: change.properties.map((property) => shown(property, redact)) }))

function shown({ before, after, origins: _told, ...property }: PropertyChange, redact: (text: string) => string): PropertyChange {
  const value = (text: string) => short(redact(masked(property.name, text)), LONGEST_VALUE)
  return {
    ...property,
    ...(before === undefined ? {} : { before: value(before) }),
    ...(after === undefined ? {} : { after: value(after) }),
  }
}

function masked(name: string, value: string): string {
  const above = name.split('/')
  const last = above.pop() ?? ''
  if (SECRET_NAME.test(last) || above.some(hides)) return MASKED
  const data = /^\s*[[{]/.test(value) ? parsed(value) : undefined
  if (data === undefined) return hides(last) ? MASKED : value
  return JSON.stringify(within(data, hides(last)))
}

/** The data with every value of an environment masked. In lists of pairs the names stay: they are what one wants to see. */
function within(data: unknown, hidden: boolean): unknown {
  if (Array.isArray(data)) return data.map((item) => within(item, hidden))
  if (typeof data !== 'object' || data === null) return hidden ? MASKED : data
  const entries = Object.entries(data)
  const pair = 'Name' in data && 'Value' in data && entries.every(([key]) => PAIR.includes(key))
  const beanstalk = 'Namespace' in data && data.Namespace === BEANSTALK_ENVIRONMENT
  return Object.fromEntries(
    entries.map(([key, value]) => [
      key,
      within(value, (hidden && !(pair && key !== 'Value')) || (beanstalk && key === 'Value') || hides(key)),
    ]),
  )
}

const hides = (key: string): boolean => ENVIRONMENT.test(key) || SECRET_NAME.test(key)

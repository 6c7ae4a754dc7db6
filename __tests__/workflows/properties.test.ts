import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from '@jest/globals'
import { nameOf, templates } from './workflow.ts'

const FOLDER = 'workflows-templates'
const CATEGORIES = ['Deployment', 'Continuous integration']

interface Properties {
  readonly name?: string
  readonly description?: string
  readonly iconName?: string
  readonly categories?: readonly string[]
  readonly filePatterns?: readonly string[]
}

const compiles = (pattern: string): boolean => {
  try {
    return new RegExp(pattern).source.length > 0
  } catch {
    return false
  }
}

/**
 * What GitHub's own check of starter workflows asks for, and that patterns are regular expressions.
 * https://github.com/actions/starter-workflows/blob/main/script/validate-data/index.ts
 * https://docs.github.com/en/actions/how-tos/reuse-automations/create-workflow-templates
 */
function wrongIn(
  { name, description, iconName, categories, filePatterns }: Properties,
  others: readonly string[],
): readonly string[] {
  const first = categories?.[0] ?? ''
  const found: readonly (string | false)[] = [
    !name?.trim() && 'it has no name',
    !description?.trim() && 'it has no description',
    name !== undefined && others.includes(name) && 'another template has its name',
    !/^octicon [a-z][a-z-]*$/.test(iconName ?? '') && 'its icon is none of GitHub’s',
    !CATEGORIES.includes(first) && 'its first category is not known',
    !filePatterns?.length && 'it has no file patterns',
    !filePatterns?.every(compiles) && 'a file pattern is no regular expression',
  ]
  return found.filter((wrong) => wrong !== false)
}

const files = readdirSync(FOLDER).filter((name) => name.endsWith('.properties.json'))
const read = (file: string): Properties => JSON.parse(readFileSync(`${FOLDER}/${file}`, 'utf8'))
const good = read('deploy-production.properties.json')

it.each<[string, Properties]>([
  ['no name', { ...good, name: ' ' }],
  ['no description', { ...good, description: '' }],
  ['a name that is taken', { ...good, name: 'taken' }],
  ['an icon that is none', { ...good, iconName: 'octicon' }],
  ['an unknown category', { ...good, categories: ['Deploy'] }],
  ['no categories', { ...good, categories: [] }],
  ['a pattern that does not compile', { ...good, filePatterns: ['('] }],
])('tells %s', (_what, properties) => expect(wrongIn(properties, ['taken'])).toHaveLength(1))

it('every template has its properties, and nothing else does', () =>
  expect(files.map((file) => file.replace('.properties.json', '')).sort()).toEqual(templates.map(nameOf).sort()))

it.each(files)('%s is as GitHub wants it', (file) => {
  const others = files.filter((other) => other !== file).flatMap((other) => read(other).name ?? [])
  expect(wrongIn(read(file), others)).toEqual([])
})

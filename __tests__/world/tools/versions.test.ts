import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from '@jest/globals'

const FOLDER = '__tests__/world/tools'
const read = (path: string): string => readFileSync(path, 'utf8')

const ofNode = ['cdk', 'osls', 'serverless'].flatMap((set) => {
  const { dependencies } = JSON.parse(read(join(FOLDER, set, 'package.json'))) as {
    readonly dependencies: Readonly<Record<string, string>>
  }
  return Object.entries(dependencies)
})
const ofPython = read(join(FOLDER, 'python/requirements.in'))
  .trim()
  .split('\n')
  .map((line) => line.split('=='))

/** The page has the names that people use. */
const SHOWN: ReadonlyMap<string, string> = new Map([
  ['aws-sam-cli', 'SAM CLI'],
  ['awscli', 'AWS CLI'],
  ['aws-cdk', 'aws-cdk'],
  ['aws-cdk-lib', 'aws-cdk-lib'],
  ['osls', 'osls'],
  ['serverless', 'Serverless'],
])

it('the page on engines names the versions that are proved', () => {
  const page = read('docs/engines.md')
  const shown = [...ofNode, ...ofPython].flatMap(([name = '', version]) => {
    const said = SHOWN.get(name)
    return said === undefined ? [] : [`${said} ${version}`]
  })
  expect(shown).toHaveLength(SHOWN.size)
  expect(shown.filter((line) => !page.includes(line))).toEqual([])
})

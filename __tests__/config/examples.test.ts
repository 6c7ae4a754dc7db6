import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from '@jest/globals'
import { environmentsOf } from '../../src/config/overlay.ts'
import { parseYaml } from '../../src/config/yaml.ts'
import { mistakes } from './source.ts'

const files = readdirSync('examples').map((name) => {
  const text = readFileSync(`examples/${name}/.github/deploy.yml`, 'utf8')
  const { root } = parseYaml(text)
  const names = root?.type === 'map' ? environmentsOf(root).entries.map(({ key }) => key) : []
  return { name, text, environments: names.length > 0 ? names : [undefined] }
})
const all = files.flatMap(({ name, text, environments }) => environments.map((environment) => ({ name, text, environment })))

it.each(all)('examples/$name can be loaded for the environment $environment', ({ text, environment }) => {
  expect(mistakes(text, environment === undefined ? {} : { environment })).toEqual([])
})

it('there are examples with and without environments', () => {
  expect(all.length).toBeGreaterThan(files.length)
  expect(all.some(({ environment }) => environment === undefined)).toBe(true)
})

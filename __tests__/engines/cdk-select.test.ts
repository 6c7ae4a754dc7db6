import { describe, expect, it } from '@jest/globals'
import type { CdkStack } from '../../src/engines/cdk-assembly.ts'
import { selected } from '../../src/engines/cdk-select.ts'

const stack = (id: string, display: string, name: string, needs: readonly string[] = []): CdkStack => ({
  ...{ id, display, name, needs, template: `${id}.json`, parameters: {}, tags: {}, assets: [], metadata: {} },
})
const STACKS = [
  stack('Data', 'Data', 'Data'),
  stack('Api', 'Api', 'front-api', ['Data']),
  stack('ProdData', 'Prod/Data', 'Prod-Data'),
  stack('ProdApi', 'Prod/Api', 'Prod-Api', ['ProdData']),
  stack('ProdEuApi', 'Prod/Eu/Api', 'Prod-Eu-Api'),
]

const named = (...patterns: string[]) => {
  const said: string[] = []
  return { ids: selected(STACKS, patterns, (line) => said.push(line)).map(({ id }) => id), said }
}

describe('patterns of stacks', () => {
  it.each<[readonly string[], readonly string[]]>([
    [['**'], ['Data', 'Api', 'ProdData', 'ProdApi', 'ProdEuApi']],
    [['Prod/*'], ['ProdData', 'ProdApi']],
    [['Prod/**'], ['ProdData', 'ProdApi', 'ProdEuApi']],
    [['**/Api'], ['Data', 'Api', 'ProdData', 'ProdApi', 'ProdEuApi']],
    [['Prod-Eu-*'], ['ProdEuApi']],
    [['ProdEuApi'], ['ProdEuApi']],
    [['Dat?'], ['Data']],
    [
      ['Data', 'Prod-Data'],
      ['Data', 'ProdData'],
    ],
  ])('%j mean %j', (patterns, ids) => expect(named(...patterns).ids).toEqual(ids))

  it('bring along what the stacks need, and say so', () =>
    expect(named('front-api')).toEqual({ ids: ['Data', 'Api'], said: ['with what they need: Data'] }))

  it.each(['data', 'Prod', 'Api.', 'constructor', 'Prod/Api/*', ''])('%j means none', (pattern) =>
    expect(() => named('Data', pattern)).toThrow(/There are: Data, Api \(front-api\), Prod\/Data \(Prod-Data\)/),
  )

  it('mean none of an app without stacks', () =>
    expect(() => selected([], ['**'], () => undefined)).toThrow('The app has no stacks'))
})

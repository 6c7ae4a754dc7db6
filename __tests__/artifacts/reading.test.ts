import { describe, expect, it } from '@jest/globals'
import type { Collected } from '../../src/artifacts/collected.ts'
import { collectedFrom } from '../../src/artifacts/reading.ts'
import { refusal, workspace } from './workspace.ts'

const collected = (): Promise<Collected> =>
  workspace({
    'template.yaml': `Resources:
  A: { Type: AWS::Lambda::Function, Properties: { Code: src } }
  B: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: inner.yaml } }
  C: { Type: AWS::Serverless::Function, Properties: { CodeUri: src } }
  D: { Type: AWS::Lambda::LayerVersion, Properties: { Content: s3://bucket/key } }
`,
    'inner.yaml': 'Resources: {}',
    'src/index.js': 'x',
  }).collected()

const change = (data: Collected, path: readonly (string | number)[], value: unknown): string => {
  const copy = JSON.parse(JSON.stringify(data))
  let at = copy
  for (const step of path.slice(0, -1)) at = at[step]
  at[path.at(-1) ?? ''] = value
  return JSON.stringify(copy)
}

describe('what another job collected', () => {
  it('is read as it was written', async () => {
    const data = await collected()
    expect(collectedFrom(JSON.stringify(data))).toEqual(data)
  })

  it.each([
    [['templates'], {}],
    [['artifacts', 0, 'id'], 1],
    [['artifacts', 0, 'kind'], 'image'],
    [['artifacts', 0, 'bytes'], '1'],
    [['templates', 1, 'text'], null],
    [['templates', 1, 'slots', 0, 'from'], -1],
    [['templates', 1, 'slots', 0, 'to'], 1e6],
    [['templates', 1, 'slots', 1, 'from'], 0],
    [['templates', 1, 'slots', 0, 'shape', 'form'], 'other'],
    [['templates', 1, 'slots', 0, 'shape', 'key'], 1],
    [['templates', 1, 'slots', 0, 'fill'], {}],
    [['templates', 1, 'slots', 0, 'fill'], { artifact: 'a', uri: 'b' }],
    [['templates', 1, 'slots', 0, 'before'], 1],
  ])('is refused where %j is %j', async (path, value) => {
    const data = await collected()
    expect(await refusal((async () => collectedFrom(change(data, path, value)))())).toMatchObject({ code: 'RECORD_INVALID' })
  })

  it.each(['', '[]', 'null', '{"templates": []}'])('is refused where it is %j', async (text) => {
    expect(await refusal((async () => collectedFrom(text))())).toMatchObject({ code: 'RECORD_INVALID' })
  })
})

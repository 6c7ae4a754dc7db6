import { describe, expect, it } from '@jest/globals'
import { collect } from '../../src/artifacts/collect.ts'
import { imagesIn, withImages } from '../../src/artifacts/image.ts'
import { filled } from '../../src/artifacts/place.ts'
import { publish, type Shelf } from '../../src/artifacts/publish.ts'
import { collectedFrom } from '../../src/artifacts/reading.ts'
import { never, refusal, workspace } from './workspace.ts'

const ROOT = `Resources:
  Service: { Type: AWS::Serverless::Function, Properties: { PackageType: Image, ImageUri: service:v1 } }
  Worker:
    Type: AWS::Lambda::Function
    Properties:
      PackageType: Image
      Code: { ImageUri: worker:latest }   # built
  Placed: { Type: AWS::Lambda::Function, Properties: { PackageType: Image, Code: { ImageUri: !Ref Image } } }
  More: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: more.yaml } }
`
const MORE = 'Resources: { Inner: { Type: AWS::Serverless::Function, Properties: { PackageType: Image, ImageUri: inner:v2 } } }\n'

/** What was collected of both, as another job reads it. */
async function collected() {
  const { files, into } = workspace({ 'template.yaml': ROOT, 'more.yaml': MORE })
  const all = await collect({ files, signal: never, path: 'template.yaml', text: ROOT, into, images: true })
  return collectedFrom(JSON.stringify(all))
}

describe('images that somebody pushes', () => {
  it('are collected by their names, with the functions that run them, nested ones too', async () => {
    expect(imagesIn(await collected())).toEqual([
      { name: 'inner:v2', of: 'Inner' },
      { name: 'service:v1', of: 'Service' },
      { name: 'worker:latest', of: 'Worker' },
    ])
  })

  it('make way for their addresses, and every other byte is as it was', async () => {
    const { templates } = withImages(await collected(), ({ name, of }) => `registry/${of}@${name}`)
    const at = { bucket: 'b', key: 'k', url: 'https://b/k' }
    expect(templates.map((template) => filled(template, () => at))).toEqual([
      MORE.replace('inner:v2', '"registry/Inner@inner:v2"'),
      ROOT.replace('service:v1', '"registry/Service@service:v1"')
        .replace('worker:latest', '"registry/Worker@worker:latest"')
        .replace('more.yaml', '"https://b/k"'),
    ])
  })

  it('are not published by a name that only one machine knows', async () => {
    const [, root] = (await collected()).templates
    const alone = {
      templates: root ? [{ ...root, slots: root.slots.filter(({ where }) => where !== 'More.TemplateURL') }] : [],
      artifacts: [],
    }
    expect(await refusal(publish({} as Shelf, alone))).toMatchObject({
      code: 'RECORD_INVALID',
      message: expect.stringContaining('service:v1'),
    })
  })
})

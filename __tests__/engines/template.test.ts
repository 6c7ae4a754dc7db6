import { describe, expect, it } from '@jest/globals'
import { MAX_TEMPLATE_BYTES, template } from '../../src/engines/template.ts'
import type { Ports } from '../../src/ports/index.ts'

const target = {
  system: 'demo',
  region: 'us-east-1',
  given: [],
  withCredentials: false,
  options: { path: 'stack/template.yaml' },
}

/** What is published of a template, through the folder of a build. */
async function made(body: string | undefined) {
  const disk = new Map(body === undefined ? [] : [['stack/template.yaml', body]])
  const files = {
    read: async (path: string) => disk.get(path),
    write: async (path: string, content: string) => void disk.set(path, content),
  }
  const place = {
    ports: { files } as unknown as Ports,
    signal: new AbortController().signal,
    folder: '/build',
    say: () => undefined,
    log: () => '/log',
  }
  await template.synthesize(target, place)
  const nothing = (): never => {
    throw new Error('publishing a template asks nobody')
  }
  const { stacks } = await template.publish(target, { ...place, core: nothing, caller: nothing })
  return stacks[0]?.template
}

describe('the plain template', () => {
  const good = [
    ['YAML with the short tags', 'Resources:\n  A: { Type: !Sub "${B}", Properties: !If [C, !Ref D, !GetAtt E.F] }\n'],
    ['JSON', '{"Resources":{}}'],
    ['JSON indented by tabs', '{\n\t"Resources": {}\n}'],
    ['keys that stand twice', 'Resources: {}\nResources: {}\n'],
    ['dates and numbers as they are', 'AWSTemplateFormatVersion: 2010-09-09\nResources: { A: { Count: 010 } }\n'],
    ['merge keys and anchors', 'x: &a { b: 1 }\nResources: { A: { <<: *a } }\n'],
    ['a comment before it, and a document mark', '# words\n---\nResources: {}\n'],
  ] as const
  it.each(good)('is handed over as it lies there: %s', async (_what, body) => {
    expect(await made(body)).toEqual({ path: 'stack/template.yaml', body })
  })

  const bad = [
    ['an open bracket', 'Resources: {\n', /^stack\/template\.yaml:\d+:\d+: this is not YAML: /],
    ['a tab in YAML', 'Resources:\n\tA: 1\n', /^stack\/template\.yaml:2:1: this is not YAML: /],
    ['a quote without its end', 'Resources: "\n', /this is not YAML/],
    ['one word', 'Resources', /^stack\/template\.yaml is no template/],
    ['nothing', '', /^stack\/template\.yaml is no template/],
  ] as const
  it.each(bad)('is refused before AWS is asked: %s', async (_what, body, message) => {
    await expect(made(body)).rejects.toMatchObject({ code: 'TEMPLATE_INVALID', message: expect.stringMatching(message) })
  })

  it('is refused where it is missing or too large', async () => {
    await expect(made(undefined)).rejects.toMatchObject({ code: 'TEMPLATE_MISSING' })
    await expect(made('x'.repeat(MAX_TEMPLATE_BYTES + 1))).rejects.toMatchObject({ code: 'TEMPLATE_TOO_LARGE' })
    await expect(made('é'.repeat(MAX_TEMPLATE_BYTES / 2 + 1))).rejects.toMatchObject({ code: 'TEMPLATE_TOO_LARGE' })
  })
})

import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from '@jest/globals'
import { nextFolder } from './kept.ts'
import { story } from './story.ts'
import { worldAskedFor } from './worlds.ts'

it('changes the template of the example in every chapter but the first', async () => {
  const first = await readFile(join(process.cwd(), 'examples/demo/template.yaml'), 'utf8')
  const templates: string[] = []
  for (const { change } of story) templates.push(change(templates.at(-1) ?? first))
  expect(templates[0]).toBe(first)
  expect(new Set(templates).size).toBe(story.length)
  expect(templates.map((template) => /'(v\d)'/.exec(template)?.[1])).toEqual(['v1', 'v2', 'v3', 'v4', 'v5'])
  expect(templates.map((template) => template.includes('throw new Error'))).toEqual([false, false, true, false, false])
})

it('says so when the example no longer fits the story', () => {
  expect(() => story[1]?.change('Resources: {}')).toThrow("has no 'v1'")
})

it('keeps the last three runs, each in a folder of its own', async () => {
  const base = await mkdtemp(join(tmpdir(), 'kept-'))
  await Promise.all([nextFolder(base), nextFolder(base)])
  for (let run = 0; run < 3; run += 1) await nextFolder(base)
  expect((await readdir(base)).sort()).toEqual(['3', '4', '5'])
  await rm(base, { recursive: true })
})

it('knows two worlds', () => {
  expect([worldAskedFor([]), worldAskedFor(['--world', 'scripted'])]).toEqual(['ministack', 'scripted'])
  expect(() => worldAskedFor(['--world', 'moon'])).toThrow('--world ministack|scripted')
  expect(() => worldAskedFor(['--wrld', 'scripted'])).toThrow('--world ministack|scripted')
})

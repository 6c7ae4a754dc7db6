import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { realTools } from './tools.ts'

const SOURCES = '__tests__/world/tools'

describe('tools that cannot be fetched', () => {
  let folder: string
  let nowhere: Server

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tools-'))
    nowhere = createServer((_incoming, response) => response.writeHead(403).end()).listen(0, '127.0.0.1')
    await new Promise((resolve) => nowhere.once('listening', resolve))
    const url = `http://127.0.0.1:${(nowhere.address() as AddressInfo).port}/`
    Object.assign(process.env, { npm_config_registry: url, npm_config_cache: folder })
    Object.assign(process.env, { PIP_INDEX_URL: url, PIP_NO_CACHE_DIR: '1', PIP_CONFIG_FILE: '/dev/null' })
  })

  afterEach(async () => {
    await new Promise((resolve) => nowhere.close(resolve))
    await rm(folder, { recursive: true })
  })

  it.each([
    ['cdk', /^cdk: npm could not install it: .*\b403\b/],
    ['aws', /^python: pip could not install it: .*No matching distribution found for/],
  ] as const)(
    'are told in one line with the reason, and nothing stays half made: %s',
    async (name, line) => {
      const attempt = realTools([name], () => {}, join(folder, 'made'))
      await expect(attempt).rejects.toMatchObject({ name: 'ToolUnavailable', message: expect.stringMatching(line) })
      await expect(attempt).rejects.toMatchObject({ message: expect.not.stringContaining('\n') })
      const sets = await readdir(join(folder, 'made'))
      expect(await Promise.all(sets.map((set) => readdir(join(folder, 'made', set))))).toEqual([[]])
    },
    120_000,
  )
})

it.each(['cdk', 'osls', 'serverless'])('the lock of %s names no registry and pins every package by its hash', async (set) => {
  const text = await readFile(join(SOURCES, set, 'package-lock.json'), 'utf8')
  expect(text).not.toContain('"resolved"')
  const { packages } = JSON.parse(text) as { packages: Record<string, { integrity?: string; inBundle?: boolean }> }
  const open = Object.entries(packages).filter(([path, { integrity, inBundle }]) => path !== '' && !integrity && !inBundle)
  expect(open.map(([path]) => path)).toEqual([])
})

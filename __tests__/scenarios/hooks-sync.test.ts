import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type Run, type Scene, SMALLEST, scene } from './scene.ts'

const SYNC = `hooks:
  after-deploy:
    - sync:
        from: web
        to: s3://site
        cache: { "index.html": no-cache, "**": "public, max-age=60" }
`
const CHECK = 'verify: [{ http: http://127.0.0.1:9/, retry: { for: 1s } }]\non-unhealthy: rollback\n'

let world: Scene
beforeEach(async () => {
  world = await scene()
  world.aws.objects.createBucket('site')
  await configured(SYNC)
  await web({ 'index.html': 'one', 'app.1.js': 'js', 'img/a.svg': '<svg/>' })
})
afterEach(() => world.close())

const configured = (more: string) => world.write('.github/deploy.yml', `${SMALLEST}${more}`)
const deploy = (runId: string, run: Run = {}) => world.deploy({ ...run, identity: { runId } })
const web = async (files: Readonly<Record<string, string>>) => {
  await rm(join(world.folder, 'web'), { recursive: true, force: true })
  for (const [path, content] of Object.entries(files)) await world.write(`web/${path}`, content)
}
const site = () =>
  Object.fromEntries(
    world.aws.objects
      .list('site', '')
      .filter(({ key }) => !key.startsWith('.deploy-action/'))
      .map(({ key, body }) => [key, body.toString()]),
  )
const keyOf = ({ params }: { readonly params: Readonly<Record<string, unknown>> }): string => String(params['Key'] ?? '')
/** What was done to the files of the site itself, in order. */
const changes = () => world.aws.calls.filter((call) => keyOf(call) !== '' && !keyOf(call).startsWith('.deploy-action/'))
const sent = () =>
  changes()
    .filter(({ action }) => action === 'PutObject')
    .map(keyOf)
const headersOf = (key: string) => {
  const found = world.aws.objects.read('site', key)
  return found === undefined || found === 'no bucket' ? undefined : found.headers
}

describe('a folder', () => {
  it('is put into the bucket with content types and cache rules, pages last', async () => {
    const { outputs, record } = await deploy('42')
    expect(outputs['reason-code']).toBe('DEPLOYED')
    expect(site()).toEqual({ 'index.html': 'one', 'app.1.js': 'js', 'img/a.svg': '<svg/>' })
    expect(headersOf('index.html')).toMatchObject({ 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-cache' })
    expect(headersOf('img/a.svg')).toMatchObject({ 'content-type': expect.stringContaining('image/svg+xml') })
    expect(headersOf('app.1.js')?.['cache-control']).toBe('public, max-age=60')
    expect(sent().at(-1)).toBe('index.html')
    expect(record.hooks?.[0]).toMatchObject({ phase: 'successful', reason: '3 files: 3 new, 0 changed, 0 removed' })
  })

  it('is looked at again without a byte sent where nothing changed, and only what changed is sent', async () => {
    await deploy('42')
    world.aws.reset()
    const { record } = await deploy('43')
    expect([record.hooks?.[0]?.reason, sent()]).toEqual(['3 files, none changed', []])
    world.aws.objects.put('site', 'app.1.js', 'somebody else')
    await web({ 'index.html': 'two', 'app.1.js': 'js', 'img/a.svg': '<svg/>' })
    world.aws.reset()
    await deploy('44')
    expect([sent(), site()['app.1.js']]).toEqual([['app.1.js', 'index.html'], 'js'])
  })

  it('loses what is gone only once the new files are there, and never what it did not put there', async () => {
    await deploy('42')
    world.aws.objects.put('site', 'upload.png', 'of a user')
    await web({ 'index.html': 'two', 'app.2.js': 'js2', 'img/a.svg': '<svg/>' })
    world.aws.reset()
    await deploy('43')
    expect(site()).toEqual({ 'index.html': 'two', 'app.2.js': 'js2', 'img/a.svg': '<svg/>', 'upload.png': 'of a user' })
    const order = changes().map(({ action }) => action)
    expect(order.indexOf('DeleteObject')).toBeGreaterThan(order.lastIndexOf('PutObject'))
  })

  it.each([
    ['no folder', 'is no folder', async () => rm(join(world.folder, 'web'), { recursive: true })],
    ['an empty one', 'is no folder', async () => web({})],
  ])('that is %s changes nothing', async (_what, said, make) => {
    await deploy('42')
    await make()
    const { outputs, summary } = await deploy('43')
    expect(outputs['reason-code']).toBe('HOOK_FAILED')
    expect(summary).toContain(said)
    expect(Object.keys(site())).toHaveLength(3)
  })
})

describe('going back', () => {
  const OLD = { 'index.html': 'one', 'app.1.js': 'js', 'img/a.svg': '<svg/>' }
  const NEW = { 'index.html': 'two', 'app.2.js': 'js2', 'img/a.svg': '<svg/>' }

  it('brings the old files back by itself where the new ones are ill, although no stack changed', async () => {
    await deploy('42')
    await web(NEW)
    await configured(`${SYNC}${CHECK}`)
    const { outputs, record } = await deploy('43')
    expect(outputs['reason-code']).toBe('ROLLED_BACK')
    expect(site()).toEqual(OLD)
    expect(headersOf('index.html')).toMatchObject({ 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-cache' })
    expect(record.hooks?.[0]?.undone).toBe('2 files are back, 1 removed')
  })

  it('brings them back by the record, unless another release came since', async () => {
    await deploy('42')
    await web(NEW)
    const { outputs } = await deploy('43')
    await world.carry('carried')
    const record = { record: 'carried/record.json', 'record-sha256': outputs['record-sha256'] ?? '' }
    const back = await deploy('44', { inputs: { stages: 'rollback', ...record } })
    expect([back.outputs['reason-code'], site()]).toEqual(['ROLLED_BACK', OLD])
    const again = await deploy('45', { inputs: { stages: 'rollback', ...record } })
    expect([again.outputs['reason-code'], again.record.hooks?.[0]?.undone]).toEqual([
      'ROLLED_BACK',
      'the old files are back already',
    ])
    await web({ 'index.html': 'three' })
    await deploy('46')
    const late = await deploy('47', { inputs: { stages: 'rollback', ...record } })
    expect([late.outputs['reason-code'], site()]).toEqual(['ROLLBACK_FAILED', { 'index.html': 'three' }])
    expect(late.summary).toContain('files of another release')
  })

  it('brings back what was there before a release of which an earlier run left half', async () => {
    await deploy('42')
    await web(NEW)
    world.aws.fault({ action: 'PutObject', when: (call) => keyOf(call) === 'index.html', kind: 'denied', times: 1 })
    const half = await deploy('43')
    expect([half.outputs['reason-code'], site()]).toEqual(['HOOK_FAILED', { ...OLD, 'app.2.js': 'js2' }])
    await configured(`${SYNC}${CHECK}`)
    const { outputs } = await deploy('44')
    expect([outputs['reason-code'], site()]).toEqual(['ROLLED_BACK', OLD])
  })

  it('brings the old files back where the new ones could not all be put there', async () => {
    await deploy('42')
    await web(NEW)
    await configured(`${SYNC}on-unhealthy: rollback\n`)
    world.aws.fault({ action: 'PutObject', when: (call) => keyOf(call) === 'index.html', kind: 'denied' })
    const { outputs } = await deploy('43')
    expect([outputs['reason-code'], site()]).toEqual(['ROLLED_BACK', OLD])
  })
})

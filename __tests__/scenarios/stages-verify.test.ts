import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type Deployed, deployed, LINKED, linked, type Reply } from './deployed.ts'
import { type Result, type Scene, scene } from './scene.ts'
import { expectTold } from './told.ts'

let world: Scene
let system: Deployed | undefined
beforeEach(async () => {
  world = await scene()
  await world.write('template.yaml', LINKED)
})
afterEach(async () => {
  await system?.close()
  await world.close()
})

const ILL = '❌ demo: the new version is deployed and is not healthy'

/** Deploys a system that answers so, checked by one `http` check with these options. */
async function checked(reply: (count: number) => Reply, options: string, common = 'retry: { for: 30s, every: 5s }') {
  system = await deployed(world, reply)
  const check = `verify:\n  - name: health\n    http: { url: "\${outputs.Url}/health"${options && `, ${options}`} }\n    ${common}\n`
  await world.write('.github/deploy.yml', linked(system.url, check))
  return world.deploy()
}

const verdictOf = ({ failed, outputs, summary, record }: Result) => ({
  failed,
  code: outputs['reason-code'],
  headline: summary.split('\n')[0],
  check: record.checks[0]?.phase,
  tries: record.checks[0]?.tries,
})
const WELL = {
  failed: false,
  code: 'DEPLOYED',
  headline: '## ✅ demo: the new version is deployed and what was checked is well',
  check: 'successful',
}

describe('a check of the deployed system', () => {
  it('that is good at the third try is good', async () => {
    const result = await checked((count) => ({ status: count < 3 ? 503 : 200 }), '')
    expect(verdictOf(result)).toEqual({ ...WELL, tries: 3 })
    expect(result.lines).toContain(`health: GET ${system?.url}/health: status 503, 200 wanted; trying again in 5 s`)
    expect(system?.asked.map(({ method, url }) => `${method} ${url}`)).toEqual(Array(3).fill('GET /health'))
    expect(result.record.checks[0]?.ms).toBeGreaterThanOrEqual(10_000)
  })

  it('that is never good fails once its time is over, and not before', async () => {
    const result = await checked(() => ({ status: 500, body: 'no database' }), '')
    const says = `health: GET ${system?.url}/health: status 500, 200 wanted`
    expectTold(result, { code: 'CHECK_FAILED', verdict: 'failed', headline: ILL, says, fix: 'go back to the version before' })
    expect(result.record.checks[0]).toMatchObject({ phase: 'failed', tries: 7 })
    expect(result.summary).toContain('no database')
    expect(result.outputs['stacks']).toContain('"status":"CREATE_COMPLETE"')
    expect(world.github.repository('octo-org/demo').issues.all()).toMatchObject([
      { title: 'Deployment of demo failed: CHECK_FAILED', body: expect.stringContaining('no database') },
    ])
  })

  it('that gets no answer fails in bounded time, each try after its own', async () => {
    const begun = world.clock.now().getTime()
    const result = await checked(() => undefined, 'timeout: 2s')
    const says = `health: GET ${system?.url}/health: no answer (no answer within 2 s)`
    expectTold(result, { code: 'CHECK_FAILED', verdict: 'failed', headline: ILL, says, fix: 'Correct the system' })
    expect(result.record.checks[0]?.tries).toBe(5)
    expect(world.clock.now().getTime() - begun).toBeLessThan(120_000)
  })

  it('`limit` ends before `retry.for` does', async () => {
    const result = await checked(() => ({ status: 500 }), '', 'retry: { for: 5m, every: 5s }\n    limit: 10s')
    expect(result.record.checks[0]?.tries).toBe(3)
  })

  it('sends what it is told to send', async () => {
    const sent = 'method: POST, headers: { x-run: "${run.nonce}" }, json: { prompt: "a ${run.id}" }, expect: { status: 201 }'
    expect((await checked(() => ({ status: 201 }), sent)).failed).toBe(false)
    expect(system?.asked).toMatchObject([
      { method: 'POST', body: '{"prompt":"a 42"}', headers: { 'x-run': '42-1', 'content-type': 'application/json' } },
    ])
  })
})

describe('what is wanted of the answer', () => {
  const once = 'retry: { for: 0s }'
  const answer: Reply = {
    headers: { 'content-type': 'application/json', location: '/elsewhere' },
    body: '{"status":"ok","items":[{"id":7}],"none":null}',
  }
  const good = [
    ['a text in the body', 'expect: { body: "ok" }'],
    ['a header', 'expect: { headers: { Content-Type: json } }'],
    ['a value by its path', 'expect: { json: { $.status: ok, "$.items[0].id": 7, $.none: null } }'],
    ['a type by its path', 'expect: { json: { $.items: { type: array }, "$..id": { type: number } } }'],
  ] as const
  it.each(good)('%s that is there', async (_what, options) => {
    expect(verdictOf(await checked(() => answer, options, once))).toEqual({ ...WELL, tries: 1 })
  })

  const bad = [
    ['another text in the body', 'expect: { body: "fine" }', 'the body does not hold “fine”'],
    [
      'another header',
      'expect: { headers: { Content-Type: html } }',
      'header Content-Type is “application/json”, “html” wanted in it',
    ],
    ['a missing header', 'expect: { headers: { x-none: "" } }', 'header x-none is missing'],
    ['another value', 'expect: { json: { $.status: fine } }', '$.status is "ok", "fine" wanted'],
    ['a missing path', 'expect: { json: { $.error: none } }', 'nothing at $.error'],
    ['another type', 'expect: { json: { $.items: { type: object } } }', '$.items is [{"id":7}], object wanted'],
  ] as const
  it.each(bad)('%s', async (_what, options, says) => {
    const headline = ILL
    expectTold(await checked(() => answer, options, once), { code: 'CHECK_FAILED', verdict: 'failed', headline, says, fix: /./ })
  })

  it('JSON, and it is none', async () => {
    const told = await checked(() => ({ body: '<html>' }), 'expect: { json: { $.status: ok } }', once)
    expectTold(told, { code: 'CHECK_FAILED', verdict: 'failed', headline: ILL, says: 'the body is not JSON', fix: /./ })
  })

  it('not the redirect that it is', async () => {
    const told = await checked(() => ({ status: 302, headers: { location: '/login' } }), '', once)
    expectTold(told, { code: 'CHECK_FAILED', verdict: 'failed', headline: ILL, says: 'status 302, 200 wanted', fix: /./ })
    expect(system?.asked).toHaveLength(1)
  })
})

describe('a check that cannot tell, since the answer was too long to be read', () => {
  const long: Reply = { body: 'x'.repeat(2_000_000) }
  const options = 'expect: { body: "the end" }'

  it('blocks where nothing else is said', async () => {
    const told = await checked(() => long, options, 'retry: { for: 0s }')
    const headline = '❓ demo: the new version is deployed; whether it is healthy is not known'
    const says = 'the body does not hold “the end”'
    expectTold(told, { code: 'CHECK_INCONCLUSIVE', verdict: 'inconclusive', headline, says, fix: 'reachable from the runner' })
  })

  it('is told and does not count where the configuration says `warn`', async () => {
    const result = await checked(() => long, options, 'retry: { for: 0s }\n    on-inconclusive: warn')
    expect(verdictOf(result)).toMatchObject({ failed: false, code: 'DEPLOYED', check: 'inconclusive' })
    expect(result.record.verdict).toBe('successful')
    const headline = '## ⚠️ demo: the new version is deployed; not all could be told of its health'
    expect(result.summary.split('\n')[0]).toBe(headline)
  })
})

describe('several checks', () => {
  it('run side by side, and the worst of them decides', async () => {
    system = await deployed(world, () => ({ status: 500 }))
    const check = (name: string, wanted: number) =>
      `  - { name: ${name}, http: { url: "\${outputs.demo.Url}/${name}", expect: { status: ${wanted} } }, retry: { for: 10s } }\n`
    await world.write('.github/deploy.yml', linked(system.url, `verify:\n${check('one', 500)}${check('two', 200)}`))
    const { record, outputs } = await world.deploy()
    expect(record.checks.map(({ name, phase, tries }) => `${name} ${phase} ${tries}`)).toEqual([
      'one successful 1',
      'two failed 3',
    ])
    expect(outputs['reason-code']).toBe('CHECK_FAILED')
  })

  it('are not run where the deployment did not end well', async () => {
    world.aws.script('demo', { resources: { Queue: { fail: { create: 'No room for it' } } } })
    const { outputs, record } = await checked(() => ({}), '')
    expect(outputs['reason-code']).toBe('DEPLOY_FAILED')
    expect(record.checks).toEqual([])
    expect(system?.asked).toEqual([])
  })

  it('an output that the stack does not have is said before anything is asked', async () => {
    await world.write('.github/deploy.yml', linked('http://127.0.0.1:1', 'verify:\n  - http: ${outputs.Nothing}\n'))
    const told = await world.deploy()
    const headline = '❓ demo: the new version is deployed; whether it is healthy is not known'
    expectTold(told, {
      code: 'VALUE_UNKNOWN',
      headline,
      says: 'there is no output “Nothing”; known are demo.Url',
      fix: 'Use one of the names',
    })
  })
})

import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type Deployed, deployed } from './deployed.ts'
import { type Result, type Scene, scene } from './scene.ts'

/** Each stands for a secret: in parameters, headers and bodies, and in the environment under the name of one. */
const CANARIES = {
  PARAMETER: 'canary one: "quoted" & <angled> \\ it\'s',
  HEADER: 'canary-two/with+slash=and%20percent',
  BODY: 'canary three\nits second line 3\n\nits third line 33',
  ACCENTED: 'canary-vier-über-größe',
  MY_API_KEY: 'canary-five-of-the-step',
  DEPLOY_TOKEN: 'canary-six-of-the-step',
  DATABASE_PASSWORD: 'canary-seven-of-the-step',
  AWS_SECRET_ACCESS_KEY: 'canary-eight-of-the-credentials',
  AWS_SESSION_TOKEN: 'canary-nine-of-the-credentials',
} as const
/** Not known to anybody, and secrets by their shape. */
const SHAPED = ['AKIAIOSFODNN7EXAMPLF', 'ghp_canaryten0123456789canaryten0123456789', 'canary-eleven-in-an-address'] as const
const LINES = Object.values(CANARIES).flatMap((value) => value.split('\n').filter(Boolean))

const base64 = (text: string, shift: number) => Buffer.from('.'.repeat(shift) + text).toString('base64')
/** The forms in which a text turns up elsewhere. */
const formsOf = (text: string): readonly string[] => [
  text,
  JSON.stringify(text),
  JSON.stringify(JSON.stringify(text)),
  encodeURIComponent(text),
  new URLSearchParams({ text }).toString(),
  ...[0, 1, 2].flatMap((shift) => [base64(text, shift), Buffer.from('.'.repeat(shift) + text).toString('base64url')]),
  Buffer.from(text).toString('hex'),
]
const SPILL = [
  ...Object.values(CANARIES).flatMap(formsOf),
  ...LINES,
  ...SHAPED.slice(0, 2),
  `postgres://user:${SHAPED[2]}@database.example/shop`,
].join(' | ')

const WINDOW = 10
const pieces = (text: string): readonly string[] =>
  Array.from({ length: Math.max(1, text.length - WINDOW + 1) }, (_, at) => text.slice(at, at + WINDOW))
// The first and last characters of base64 depend on what stands beside them.
const telling = (form: string) => (/^[\w+/=-]+$/.test(form) && form.length > 24 ? form.slice(4, -6) : form)
const NEEDLES = new Set([
  ...LINES.flatMap((line) => formsOf(line).flatMap((form) => pieces(telling(form)))),
  ...SHAPED.flatMap(pieces),
])

let world: Scene
let system: Deployed
beforeEach(async () => {
  world = await scene()
  // What it answers is cut in the midst of a secret.
  system = await deployed(world, () => ({
    status: 500,
    headers: { 'x-spill': `${'.'.repeat(88)}${CANARIES.HEADER}` },
    body: `${'.'.repeat(485)}${CANARIES.MY_API_KEY} ${SPILL}`,
  }))
  const outputs = { Same: CANARIES.MY_API_KEY, Shaped: SHAPED[0], Spill: SPILL, Fine: 'nothing secret', Url: system.url }
  await world.write(
    'template.yaml',
    JSON.stringify({
      Parameters: { Password: { Type: 'String', NoEcho: true } },
      Resources: {
        Function: { Type: 'AWS::Lambda::Function', Properties: { FunctionName: 'shop', Code: { ZipFile: '' }, Role: 'none' } },
      },
      Outputs: Object.fromEntries(Object.entries(outputs).map(([name, Value]) => [name, { Value }])),
    }),
  )
  await world.write('.github/deploy.yml', CONFIG)
})
afterEach(async () => {
  await system.close()
  await world.close()
})

const CONFIG = `version: 1
stacks:
  - name: demo
    template: template.yaml
    parameters: { Password: "\${secrets.PARAMETER}" }
    allow: { secrets: [Same, Shaped, Spill], reason: they are made up }
verify:
  - name: sent
    http:
      url: \${outputs.Url}/\${outputs.Same}
      method: POST
      headers: { authorization: "Bearer \${secrets.HEADER}", x-name: "\${secrets.ACCENTED}" }
      json: { password: "\${secrets.BODY}" }
    retry: { for: 5s }
  - { name: header, http: { url: "\${outputs.Url}", expect: { status: 500, headers: { x-spill: none } } }, retry: { for: 0s } }
  - { name: body, http: { url: "\${outputs.Url}", expect: { status: 500, body: "\${outputs.Same}!" } }, retry: { for: 0s } }
  - { name: address, http: "\${outputs.Spill}", retry: { for: 0s } }
`

const env = { ...CANARIES }

/** Everything that the run wrote and sent, but for what a secret is for. */
async function everything(result: Result): Promise<string> {
  const { lines, annotations, outputs, state, summaries, recordText } = result
  const folder = join(world.folder, 'temp')
  const files = await readdir(folder, { recursive: true, withFileTypes: true })
  // What lies in the build is the repository's own, as the body of the template is.
  const ours = files.filter((f) => f.isFile() && !f.parentPath.includes('/deploy-action-build/'))
  const texts = await Promise.all(ours.map((f) => readFile(join(f.parentPath, f.name), 'utf8')))
  const toAws = world.aws.calls.map(({ action, params }) => {
    const { Parameters: _own, TemplateBody: _repository, ...rest } = params
    return [action, rest]
  })
  const toGitHub = [world.github.calls, world.github.repository('octo-org/demo').issues.all()]
  return [lines, annotations, outputs, state, summaries, recordText, texts, toAws, toGitHub]
    .map((part) => (typeof part === 'string' ? part : JSON.stringify(part)))
    .join('\n')
}

/** The pieces of secrets in a text, with what stands around them. */
const leaksIn = (text: string): readonly string[] =>
  [...NEEDLES]
    .filter((needle) => text.includes(needle))
    .map((needle) => text.slice(Math.max(0, text.indexOf(needle) - 80), text.indexOf(needle) + 40))

async function expectNoLeak(result: Result): Promise<void> {
  expect(leaksIn(await everything(result)).slice(0, 5)).toEqual([])
}

/** The function writes secrets while it is deployed. */
function spillIntoLogs(): void {
  const at = world.clock.now().getTime() + 5000
  const messages = [
    `ERROR ${SPILL}`,
    `ERROR ${'.'.repeat(440)}${CANARIES.MY_API_KEY}`,
    `ERROR ${'.'.repeat(180)}${CANARIES.HEADER}`,
    SPILL,
  ]
  world.aws.logs.put(
    '/aws/lambda/shop',
    'stream',
    messages.map((message) => ({ message, timestamp: at, visibleFrom: at })),
  )
}

describe('secrets reach no log, summary, issue, record, output or state', () => {
  it('from outputs, log lines and answers of the deployed system', async () => {
    spillIntoLogs()
    const result = await world.deploy({ env })
    expect(result.outputs['reason-code']).toBe('CHECK_FAILED')
    expect(result.record.logs?.groups).toMatchObject([{ events: 4 }])
    await expectNoLeak(result)
    expect(JSON.parse(result.outputs['stacks'] ?? '{}')).toEqual({
      demo: { status: 'CREATE_COMPLETE', outputs: { Fine: 'nothing secret', Url: system.url } },
    })
    expect(result.summary).toContain('nothing secret')
  })

  it('which are sent where they belong all the same', async () => {
    await world.deploy({ env })
    const sent = system.asked.find(({ method }) => method === 'POST')
    expect(sent).toMatchObject({ body: JSON.stringify({ password: CANARIES.BODY }) })
    expect(sent?.headers['authorization']).toBe(`Bearer ${CANARIES.HEADER}`)
    const given = world.aws.calls.find(({ action }) => action === 'CreateChangeSet')?.params['Parameters']
    expect(given).toEqual([{ ParameterKey: 'Password', ParameterValue: CANARIES.PARAMETER }])
  })

  it('from the reasons of events of a stack', async () => {
    world.aws.script('demo', { resources: { Function: { fail: { create: SPILL } } } })
    const result = await world.deploy({ env })
    expect(result.outputs['reason-code']).toBe('DEPLOY_FAILED')
    await expectNoLeak(result)
  })

  it('from the reason of a change set that failed', async () => {
    world.aws.script('demo', { changeSetFailure: SPILL })
    const result = await world.deploy({ env })
    expect(result.outputs['reason-code']).toBe('PLAN_FAILED')
    await expectNoLeak(result)
  })

  it('from what AWS and GitHub say when they refuse', async () => {
    world.aws.fault({ action: 'CreateChangeSet', kind: 'error', status: 400, code: 'ValidationError', message: SPILL })
    world.github.fault({ kind: 'status', status: 422, message: `${'.'.repeat(490)}${CANARIES.HEADER} ${SPILL}` })
    const result = await world.deploy({ env })
    expect(result.outputs['reason-code']).toBe('AWS_REFUSED')
    await expectNoLeak(result)
  })

  it('from who runs what', async () => {
    const identity = { actor: CANARIES.MY_API_KEY, ref: `refs/heads/${CANARIES.HEADER}`, workflow: SPILL }
    const result = await world.deploy({ env, identity })
    await expectNoLeak(result)
  })

  it('from a run that was lost, whose report is sent afterwards', async () => {
    const { state, recordText } = await world.deploy({ env })
    const record = JSON.parse(recordText) as { endedAt?: string; stages: { reason: string }[] }
    delete record.endedAt
    if (record.stages[0]) record.stages[0].reason = SPILL
    await world.write('temp/deploy-action/deploy/record.json', JSON.stringify(record))
    const result = await world.post(state, { env })
    expect(result.record.verdict).toBe('error')
    const text = [result.summary, ...result.annotations, ...result.lines, JSON.stringify(world.github.calls)].join('\n')
    expect([CANARIES.MY_API_KEY, CANARIES.DEPLOY_TOKEN].filter((value) => text.includes(value))).toEqual([])
  })
})

describe('the runner', () => {
  it('is asked to mask every line of every secret of the configuration before anything is said', async () => {
    const { masks, order } = await world.deploy({ env })
    const used = [CANARIES.PARAMETER, CANARIES.HEADER, CANARIES.ACCENTED, ...CANARIES.BODY.split('\n').filter(Boolean)]
    expect(masks).toEqual(expect.arrayContaining(used))
    expect(order.lastIndexOf('mask')).toBeLessThan(order.indexOf('line'))
  })
})

it('the search finds what it looks for', () => {
  for (const form of LINES.flatMap(formsOf)) expect(leaksIn(`before ${form} behind`)).not.toEqual([])
})

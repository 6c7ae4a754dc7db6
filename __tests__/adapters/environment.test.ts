import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { type Authority, authority } from '../world/proxy/certificates.ts'
import { closedPort, type Loopback, listen, proxyTo, type Reply, type Seen } from './loopback.ts'
import { type Call, spawned } from './spawned.ts'

const CLOUDFORMATION = 'cloudformation.eu-central-1.amazonaws.com'
const NO_KEYS = { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined }
const CALLS: readonly Call[] = ['cloudformation', 'logs', 'sts']

let folder: string
let ca: Authority
const open: Loopback[] = []
const kept = async (made: Promise<Loopback>): Promise<Loopback> => {
  const one = await made
  open.push(one)
  return one
}
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'environment-'))
  ca = await authority()
  await writeFile(join(folder, 'ca.pem'), ca.pem)
  await writeFile(join(folder, 'config'), '[default]\nregion = ap-south-1\n[profile blue]\nregion = eu-west-3\n')
  await writeFile(
    join(folder, 'credentials'),
    '[blue]\naws_access_key_id = AKIAOFTHEPROFILE\naws_secret_access_key = of-the-profile\naws_session_token = profile-token\n',
  )
})
afterEach(() => Promise.all(open.splice(0).map((one) => one.close())))
afterAll(() => rm(folder, { recursive: true }))

/** Answers whatever service is asked, in its protocol. */
function aws({ headers, body }: Seen): Reply {
  if (headers['x-amz-target']) return { status: 200, body: '{"events":[]}' }
  const action = new URLSearchParams(body).get('Action')
  const inner =
    action === 'GetCallerIdentity'
      ? '<Account>111122223333</Account><Arn>arn:aws:iam::111122223333:role/r</Arn>'
      : '<Stacks><member><StackName>demo</StackName><StackStatus>CREATE_COMPLETE</StackStatus></member></Stacks>'
  return { status: 200, body: `<${action}Response><${action}Result>${inner}</${action}Result></${action}Response>` }
}

const server = () => kept(listen(aws))
const secure = async (host: string) => kept(listen(aws, await ca.contextFor(host)))
const url = ({ port }: Loopback): string => `http://127.0.0.1:${port}`
const shared = () => ({
  AWS_CONFIG_FILE: join(folder, 'config'),
  AWS_SHARED_CREDENTIALS_FILE: join(folder, 'credentials'),
})
const keyOf = (seen: Seen | undefined): string | undefined => /Credential=([^/]+)\//.exec(seen?.headers.authorization ?? '')?.[1]

describe('endpoints', () => {
  it.each(CALLS)('%s goes to AWS_ENDPOINT_URL, signed for its region', async (call) => {
    const all = await server()
    const { answer, complaints } = await spawned(call, { AWS_ENDPOINT_URL: url(all) })
    expect(answer).not.toHaveProperty('code')
    expect(all.seen.map(({ headers }) => headers.authorization)).toEqual([expect.stringContaining('/eu-central-1/')])
    expect(complaints).toBe('')
  })

  it.each([
    ['cloudformation', 'AWS_ENDPOINT_URL_CLOUDFORMATION'],
    ['logs', 'AWS_ENDPOINT_URL_CLOUDWATCH_LOGS'],
    ['sts', 'AWS_ENDPOINT_URL_STS'],
  ] as const)('%s goes to %s before all others', async (call, name) => {
    const [own, all] = await Promise.all([server(), server()])
    await spawned(call, { AWS_ENDPOINT_URL: url(all), [name]: url(own) })
    expect([own.seen.length, all.seen.length]).toEqual([1, 0])
  })
})

describe('credentials and profiles', () => {
  it('takes keys and region of AWS_PROFILE from the shared files', async () => {
    const all = await server()
    const env = { ...NO_KEYS, ...shared(), AWS_PROFILE: 'blue', AWS_ENDPOINT_URL: url(all) }
    for (const call of CALLS) await spawned(call, env)
    expect(all.seen.map(keyOf)).toEqual(CALLS.map(() => 'AKIAOFTHEPROFILE'))
    expect(all.seen.map(({ headers }) => headers['x-amz-security-token'])).toEqual(CALLS.map(() => 'profile-token'))
    expect((await spawned('region', env)).answer).toBe('eu-west-3')
  })

  it('takes the region of the default profile where none is named, and none where there is none', async () => {
    expect((await spawned('region', shared())).answer).toBe('ap-south-1')
    expect((await spawned('region', {})).answer).toBeNull()
  })

  it('prefers keys of the environment to AWS_PROFILE, as the command line does, without a warning', async () => {
    const all = await server()
    const env = { ...shared(), AWS_PROFILE: 'blue', AWS_SESSION_TOKEN: 'a-session', AWS_ENDPOINT_URL: url(all) }
    const { complaints } = await spawned('cloudformation', env)
    expect(keyOf(all.seen[0])).toBe('AKIAENVIRONMENT')
    expect(all.seen[0]?.headers['x-amz-security-token']).toBe('a-session')
    expect(complaints).toBe('')
  })

  it.each([NO_KEYS, { ...NO_KEYS, AWS_PROFILE: 'green' }])('says that there are none: %j', async (given) => {
    const all = await server()
    const { answer } = await spawned('cloudformation', { ...given, ...shared(), AWS_ENDPOINT_URL: url(all) })
    expect(answer).toMatchObject({ code: 'CREDENTIALS_MISSING' })
    expect(all.seen).toEqual([])
  })
})

describe('AWS_CA_BUNDLE', () => {
  const there = ({ port }: Loopback) => ({ AWS_ENDPOINT_URL: `https://localhost:${port}` })

  it('is trusted, and without it the same server is not', async () => {
    const tls = await secure('localhost')
    const refused = await spawned('cloudformation', there(tls))
    expect(refused.answer).toMatchObject({ code: 'AWS_UNTRUSTED', message: expect.stringContaining('certificate') })
    expect(tls.seen).toEqual([])
    for (const call of CALLS) {
      const { answer } = await spawned(call, { ...there(tls), AWS_CA_BUNDLE: join(folder, 'ca.pem') })
      expect(answer).not.toHaveProperty('code')
    }
    expect(tls.seen).toHaveLength(CALLS.length)
  })

  it('does not make a certificate of another host good', async () => {
    const tls = await secure('other.test')
    const { answer } = await spawned('cloudformation', { ...there(tls), AWS_CA_BUNDLE: join(folder, 'ca.pem') })
    expect(answer).toMatchObject({ code: 'AWS_UNTRUSTED', message: expect.stringContaining('ERR_TLS_CERT_ALTNAME_INVALID') })
  })

  it.each(CALLS)('that cannot be read stops %s and names the variable', async (call) => {
    const { answer } = await spawned(call, { AWS_CA_BUNDLE: join(folder, 'none.pem') })
    expect(answer).toMatchObject({ code: 'INPUT_INVALID', message: expect.stringContaining('AWS_CA_BUNDLE') })
  })
})

describe('proxies', () => {
  it.each(['HTTPS_PROXY', 'https_proxy'])('%s carries calls to AWS in a tunnel', async (name) => {
    const tls = await secure(CLOUDFORMATION)
    const proxy = await kept(proxyTo(tls.port))
    const { answer } = await spawned('cloudformation', { [name]: url(proxy), AWS_CA_BUNDLE: join(folder, 'ca.pem') })
    expect(answer).toMatchObject({ name: 'demo', status: 'CREATE_COMPLETE' })
    expect(proxy.seen.map(({ method, url: asked }) => `${method} ${asked}`)).toEqual([`CONNECT ${CLOUDFORMATION}:443`])
    expect(tls.seen).toHaveLength(1)
  })

  it.each(['HTTP_PROXY', 'http_proxy'])('%s carries calls to an endpoint without TLS', async (name) => {
    const proxy = await kept(proxyTo(0))
    await spawned('cloudformation', { [name]: url(proxy), AWS_ENDPOINT_URL: 'http://aws.test:4566' })
    expect(proxy.seen.map(({ method, url: asked }) => `${method} ${asked}`)).toEqual(['POST http://aws.test:4566/'])
  })

  it('NO_PROXY keeps calls away from it', async () => {
    const [all, proxy] = await Promise.all([server(), kept(proxyTo(0))])
    const env = { HTTP_PROXY: url(proxy), HTTPS_PROXY: url(proxy), NO_PROXY: '169.254.169.254,127.0.0.1' }
    for (const call of CALLS) await spawned(call, { ...env, AWS_ENDPOINT_URL: url(all) })
    expect([all.seen.length, proxy.seen.length]).toEqual([CALLS.length, 0])
  })

  it('that nobody listens on leave AWS unreachable', async () => {
    const proxy = `http://127.0.0.1:${await closedPort()}`
    const { answer } = await spawned('cloudformation', { HTTPS_PROXY: proxy })
    expect(answer).toMatchObject({ code: 'AWS_UNREACHABLE', message: expect.stringContaining('ECONNREFUSED') })
  })
})

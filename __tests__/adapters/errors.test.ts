import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { clock } from '../../src/adapters/clock.ts'
import { cloudformation } from '../../src/adapters/cloudformation.ts'
import type { Failure } from '../../src/foundation/failure.ts'
import { accessOf } from './access.ts'
import { closedPort, type Loopback, listen, type Reply } from './loopback.ts'

const KEYS = { AWS_ACCESS_KEY_ID: 'AKIA', AWS_SECRET_ACCESS_KEY: 'of-a-test' }
const { signal } = new AbortController()
let server: Loopback
let reply: Reply | undefined
beforeAll(async () => {
  server = await listen(() => reply)
})
// The SDK reads the endpoint from the process; every test file has a process of its own.
const at = (port: number): void => void Object.assign(process.env, { AWS_ENDPOINT_URL: `http://127.0.0.1:${port}` })
afterEach(() => at(server.port))
afterAll(() => server.close())

const client = () => cloudformation({ region: 'us-east-1' }, accessOf(KEYS), clock)
const failure = (call: Promise<unknown>): Promise<Failure> =>
  call.then(
    (answer) => Promise.reject(new Error(`it was answered: ${JSON.stringify(answer)}`)),
    (thrown: Failure) => thrown,
  )
const refusing = (name: string, status: number, message = 'said AWS'): void => {
  const error = `<Error><Type>Sender</Type><Code>${name}</Code><Message>${message}</Message></Error>`
  reply = { status, body: `<ErrorResponse>${error}<RequestId>r</RequestId></ErrorResponse>` }
}
const describeStack = () => client().describe('demo', signal)
beforeAll(() => at(server.port))

describe('a refusal of AWS', () => {
  it.each([
    ['Throttling', 400, 'AWS_THROTTLED'],
    ['ThrottlingException', 400, 'AWS_THROTTLED'],
    ['ThrottledException', 400, 'AWS_THROTTLED'],
    ['RequestLimitExceeded', 503, 'AWS_THROTTLED'],
    ['TooManyRequestsException', 400, 'AWS_THROTTLED'],
    ['RequestThrottled', 400, 'AWS_THROTTLED'],
    ['ExpiredToken', 403, 'CREDENTIALS_EXPIRED'],
    ['ExpiredTokenException', 403, 'CREDENTIALS_EXPIRED'],
    ['RequestExpired', 400, 'CREDENTIALS_EXPIRED'],
    ['TokenRefreshRequired', 400, 'CREDENTIALS_EXPIRED'],
    ['InvalidClientTokenId', 403, 'CREDENTIALS_INVALID'],
    ['UnrecognizedClientException', 403, 'CREDENTIALS_INVALID'],
    ['SignatureDoesNotMatch', 403, 'CREDENTIALS_INVALID'],
    ['InvalidSignatureException', 403, 'CREDENTIALS_INVALID'],
    ['IncompleteSignature', 400, 'CREDENTIALS_INVALID'],
    ['MissingAuthenticationToken', 403, 'CREDENTIALS_INVALID'],
    ['AuthFailure', 401, 'CREDENTIALS_INVALID'],
    ['AccessDenied', 403, 'ACCESS_DENIED'],
    ['AccessDeniedException', 400, 'ACCESS_DENIED'],
    ['UnauthorizedOperation', 403, 'ACCESS_DENIED'],
    ['InvalidChangeSetStatus', 400, 'AWS_CONFLICT'],
    ['InvalidChangeSetStatusException', 400, 'AWS_CONFLICT'],
    ['AlreadyExistsException', 400, 'AWS_CONFLICT'],
    ['OperationInProgressException', 409, 'AWS_CONFLICT'],
    ['ValidationError', 400, 'AWS_REFUSED'],
    ['SomethingNew', 429, 'AWS_THROTTLED'],
    ['SomethingNew', 500, 'AWS_SERVER_ERROR'],
    ['InternalFailure', 500, 'AWS_SERVER_ERROR'],
    ['ServiceUnavailable', 503, 'AWS_SERVER_ERROR'],
    ['constructor', 400, 'AWS_REFUSED'],
  ])('%s with %d is %s, in the words of AWS', async (name, status, code) => {
    refusing(name, status)
    expect(await failure(describeStack())).toMatchObject({ code, message: 'cloudformation:DescribeStacks: said AWS' })
  })

  it('names the action that the role lacks', async () => {
    refusing('AccessDenied', 403)
    expect((await failure(describeStack())).fix).toBe('Allow cloudformation:DescribeStacks to the role in use.')
  })

  it('is asked for once: whether to try again is not for the adapter to say', async () => {
    refusing('Throttling', 400)
    const before = server.seen.length
    await failure(describeStack())
    expect(server.seen.length - before).toBe(1)
  })

  it('may be an answer: there is no such stack or change set, or there is one of that name already', async () => {
    refusing('ValidationError', 400, 'Stack with id demo does not exist')
    expect(await describeStack()).toBeUndefined()
    refusing('ChangeSetNotFound', 404, 'ChangeSet [one] does not exist')
    expect(await client().describeChangeSet('demo', 'one', signal)).toBeUndefined()
    refusing('AlreadyExistsException', 400, 'ChangeSet one cannot be created')
    const request = { kind: 'update', name: 'one', token: 't', description: 'd', template: { body: '{}' } } as const
    const plain = { nested: false, revertDrift: false, deleteOnFailure: false, express: false }
    expect(
      await client().createChangeSet({ ...request, ...plain, stack: 'demo', parameters: [], capabilities: [] }, signal),
    ).toBe('exists')
  })
})

describe('no usable answer', () => {
  it.each([
    ['a page of a proxy that refuses', { status: 502, body: '<html>Bad gateway</html>' }, 'AWS_SERVER_ERROR'],
    ['an answer that is cut off', { status: 200, body: '<DescribeStacksResponse><Describe' }, 'AWS_UNREACHABLE'],
    ['something else altogether', { status: 200, body: 'hello' }, 'AWS_UNREACHABLE'],
  ])('%s', async (_what, given, code) => {
    reply = given
    expect(await failure(describeStack())).toMatchObject({ code, transient: true })
  })

  it('where nobody listens', async () => {
    at(await closedPort())
    const { code, message } = await failure(describeStack())
    expect([code, message]).toEqual(['AWS_UNREACHABLE', expect.stringContaining('ECONNREFUSED')])
  })

  it('when the run is cancelled, which is no failure of AWS', async () => {
    reply = undefined
    const stop = new AbortController()
    const reason = new Error('cancelled')
    const call = failure(client().describe('demo', stop.signal))
    stop.abort(reason)
    expect(await call).toBe(reason)
  })
})

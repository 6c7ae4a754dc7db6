import { readFileSync } from 'node:fs'
import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import type { Where } from '../domain/stack.ts'
import type { Code } from '../foundation/codes.ts'
import { Failure } from '../foundation/failure.ts'
import type { Clock } from '../ports/index.ts'
import type { Access, ClientOptions } from './access.ts'
import { within } from './deadline.ts'
import { proxyEnvironment } from './proxy.ts'

type Env = Readonly<Record<string, string | undefined>>

const CONNECT_TIMEOUT_MS = 5000

/**
 * What every AWS client is made with. Retries are ours, so that each one is in the log; keys in the environment win over
 * AWS_PROFILE, and AWS_CA_BUNDLE and the proxy variables count, as for the AWS command line.
 * https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-envvars.html
 */
export function clientOptions(where: Where, { env, sessions }: Access): ClientOptions {
  const proxyEnv = proxyEnvironment(env)
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: sessionToken } = env
  const own: ClientOptions = {
    region: where.region,
    maxAttempts: 1,
    requestHandler: {
      connectionTimeout: CONNECT_TIMEOUT_MS,
      httpAgent: new HttpAgent({ keepAlive: true, proxyEnv }),
      httpsAgent: new HttpsAgent({ keepAlive: true, proxyEnv, ...certificates(env) }),
    },
    ...(accessKeyId && secretAccessKey
      ? { credentials: { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) } }
      : {}),
  }
  const credentials = sessions.source(where, own)
  return credentials ? { ...own, credentials } : own
}

function certificates(env: Env): { readonly ca?: Buffer } {
  const path = env['AWS_CA_BUNDLE']
  if (!path) return {}
  try {
    return { ca: readFileSync(path) }
  } catch (cause) {
    throw new Failure(`AWS_CA_BUNDLE names ${path}, which cannot be read.`, {
      code: 'INPUT_INVALID',
      fix: 'Correct the variable or take it away.',
      cause,
    })
  }
}

// Names of errors in the answers. https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/CommonErrors.html
const BY_NAME: ReadonlyMap<string, Code> = new Map(
  Object.entries({
    Throttling: 'AWS_THROTTLED',
    ThrottlingException: 'AWS_THROTTLED',
    ThrottledException: 'AWS_THROTTLED',
    RequestLimitExceeded: 'AWS_THROTTLED',
    TooManyRequestsException: 'AWS_THROTTLED',
    RequestThrottled: 'AWS_THROTTLED',
    ExpiredToken: 'CREDENTIALS_EXPIRED',
    ExpiredTokenException: 'CREDENTIALS_EXPIRED',
    RequestExpired: 'CREDENTIALS_EXPIRED',
    TokenRefreshRequired: 'CREDENTIALS_EXPIRED',
    CredentialsProviderError: 'CREDENTIALS_MISSING',
    InvalidClientTokenId: 'CREDENTIALS_INVALID',
    UnrecognizedClientException: 'CREDENTIALS_INVALID',
    SignatureDoesNotMatch: 'CREDENTIALS_INVALID',
    InvalidSignatureException: 'CREDENTIALS_INVALID',
    IncompleteSignature: 'CREDENTIALS_INVALID',
    MissingAuthenticationToken: 'CREDENTIALS_INVALID',
    AuthFailure: 'CREDENTIALS_INVALID',
    AccessDenied: 'ACCESS_DENIED',
    AccessDeniedException: 'ACCESS_DENIED',
    UnauthorizedOperation: 'ACCESS_DENIED',
    InvalidChangeSetStatus: 'AWS_CONFLICT',
    InvalidChangeSetStatusException: 'AWS_CONFLICT',
    AlreadyExistsException: 'AWS_CONFLICT',
    OperationInProgressException: 'AWS_CONFLICT',
  } as const satisfies Readonly<Record<string, Code>>),
)

// OpenSSL's and Node's words for a certificate that is not accepted; another try would not be either.
// https://nodejs.org/api/tls.html#x509-certificate-error-codes
const CERTIFICATE = /CERT|^UNABLE_TO_|^HOSTNAME_MISMATCH$/

// What is denied is not always the call: a role may be taken on for it first.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
const DENIED = /is not authorized to perform: ([a-z][a-z0-9-]*:[A-Za-z]+)/

type SdkError = Error & { readonly $metadata?: { readonly httpStatusCode?: number }; readonly code?: string }

/** An error of the SDK or of the network as a `Failure`; the one place that knows their names. */
export function awsFailure(thrown: unknown, call: string): Failure {
  if (thrown instanceof Failure) return thrown
  const error: SdkError = thrown instanceof Error ? thrown : new Error(String(thrown))
  const status = error.$metadata?.httpStatusCode
  const code = BY_NAME.get(error.name) ?? (status === undefined ? undefined : byStatus(status))
  if (code)
    return new Failure(`${call}: ${error.message || error.name}`, {
      code,
      cause: error,
      ...(code === 'ACCESS_DENIED' ? { fix: `Allow ${DENIED.exec(error.message)?.[1] ?? call} to the role in use.` } : {}),
    })
  // No status: no whole answer came. The SDK gives what it could not parse as a SyntaxError or a plain Error.
  const why = [...new Set([error.code, error.message])].filter(Boolean).join(': ')
  const untrusted = CERTIFICATE.test(error.code ?? error.name)
  return new Failure(`${call}: no usable answer (${why})`, {
    code: untrusted ? 'AWS_UNTRUSTED' : 'AWS_UNREACHABLE',
    cause: error,
  })
}

/** Makes a call that AWS answers within a bounded time, or that ends with a `Failure`. `name` is that of its permission. */
export type Call = <T>(name: string, signal: AbortSignal, send: (signal: AbortSignal) => Promise<T>) => Promise<T>

/** Calls of at most so many milliseconds; `failed` knows errors that are a service's own. */
export const bounded =
  (clock: Clock, ms: number, failed: (thrown: unknown, name: string) => Failure = awsFailure): Call =>
  async (name, signal, send) => {
    try {
      return await within(clock, ms, signal, send)
    } catch (thrown) {
      signal.throwIfAborted()
      throw failed(thrown, name)
    }
  }

/** Nothing where the call ends in one of these errors. */
export async function unless<T>(names: readonly string[], sent: Promise<T>): Promise<T | undefined> {
  try {
    return await sent
  } catch (thrown) {
    if (names.includes((thrown as Error).name)) return undefined
    throw thrown
  }
}

const byStatus = (status: number): Code =>
  status === 429 ? 'AWS_THROTTLED' : status >= 500 ? 'AWS_SERVER_ERROR' : status >= 400 ? 'AWS_REFUSED' : 'AWS_UNREACHABLE'

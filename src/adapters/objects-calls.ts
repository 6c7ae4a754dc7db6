import { Failure } from '../foundation/failure.ts'
import type { Clock } from '../ports/index.ts'
import { awsFailure, bounded } from './aws.ts'

const TIMEOUT_MS = 30_000
/** Who sends more slowly than this has no connection that a deployment could end on. */
const SLOWEST_BYTES_PER_MS = 128

/** A call that is bounded in time, by how many bytes it moves, and every error as a `Failure`. */
export type Bounded = <T>(name: string, bytes: number, send: (signal: AbortSignal) => Promise<T>) => Promise<T>

// https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
const WRONG_BUCKET = ['NoSuchBucket', 'PermanentRedirect', 'AuthorizationHeaderMalformed', 'IllegalLocationConstraintException']
/** Errors that have another name at S3, or none: answers to HEAD have no body to say it in. */
const SLOW = ['SlowDown', 'RequestTimeout', '503 Slow Down']

type SdkError = Error & { readonly $metadata?: { readonly httpStatusCode?: number } }

/** Calls about one bucket. */
export const callsOn =
  (clock: Clock, bucket: string, region: string, signal: AbortSignal): Bounded =>
  (name, bytes, send) => {
    const failed = (thrown: unknown) => failureOf(thrown as SdkError, name, bucket, region)
    return bounded(clock, TIMEOUT_MS + bytes / SLOWEST_BYTES_PER_MS, failed)(name, signal, send)
  }

function failureOf(thrown: SdkError, name: string, bucket: string, region: string): Failure {
  const failure = awsFailure(thrown, name)
  const status = thrown.$metadata?.httpStatusCode
  if (WRONG_BUCKET.includes(thrown.name) || status === 301) {
    return new Failure(`Bucket ${bucket} cannot be used: ${failure.message}`, {
      code: 'AWS_REFUSED',
      fix: `Name a bucket of region ${region} in \`bucket\`.`,
      cause: thrown,
    })
  }
  if (failure.code === 'ACCESS_DENIED' || (failure.code === 'AWS_REFUSED' && status === 403)) {
    return new Failure(`${name} on bucket ${bucket}: ${thrown.message || 'access denied'}`, {
      code: 'ACCESS_DENIED',
      fix: `Allow ${name} on ${bucket} to the role in use, s3:ListBucket (without it, S3 says "denied" of what is not there, too), and the use of its key where it is encrypted with one.`,
      cause: thrown,
    })
  }
  if (SLOW.includes(thrown.name)) return new Failure(failure.message, { code: 'AWS_THROTTLED', cause: thrown })
  // Two writers of one key at a time: the next try sees who was first.
  if (thrown.name === 'ConditionalRequestConflict')
    return new Failure(failure.message, { code: 'AWS_SERVER_ERROR', cause: thrown })
  return failure
}

import type { Recovery } from '../domain/policies.ts'

/** What may be done with a stack in some state, before anything is planned. */
export type Admission =
  | { readonly do: 'create' | 'update' | 'wait' }
  | {
      readonly do: 'refuse'
      readonly why: string
      readonly command: string
      /** The way out that is taken without asking where the configuration has it. */
      readonly recovery?: Recovery
    }

const refuse = (why: string, command: string, recovery?: Recovery): Admission => ({
  do: 'refuse',
  why,
  command,
  ...(recovery ? { recovery } : {}),
})
const aws = (rest: string): string => `aws cloudformation ${rest}`

/**
 * Every status of a stack and what follows from it; `absent` is no stack at all.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html
 */
export const admissions = {
  absent: { do: 'create' },
  REVIEW_IN_PROGRESS: { do: 'create' },
  DELETE_COMPLETE: { do: 'create' },
  CREATE_COMPLETE: { do: 'update' },
  UPDATE_COMPLETE: { do: 'update' },
  UPDATE_ROLLBACK_COMPLETE: { do: 'update' },
  IMPORT_COMPLETE: { do: 'update' },
  IMPORT_ROLLBACK_COMPLETE: { do: 'update' },
  CREATE_IN_PROGRESS: { do: 'wait' },
  UPDATE_IN_PROGRESS: { do: 'wait' },
  UPDATE_COMPLETE_CLEANUP_IN_PROGRESS: { do: 'wait' },
  UPDATE_ROLLBACK_IN_PROGRESS: { do: 'wait' },
  UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS: { do: 'wait' },
  ROLLBACK_IN_PROGRESS: { do: 'wait' },
  DELETE_IN_PROGRESS: { do: 'wait' },
  IMPORT_IN_PROGRESS: { do: 'wait' },
  IMPORT_ROLLBACK_IN_PROGRESS: { do: 'wait' },
  ROLLBACK_COMPLETE: refuse(
    'its first creation failed; it can only be deleted',
    aws('delete-stack --stack-name'),
    'delete-failed-create',
  ),
  ROLLBACK_FAILED: refuse(
    'its first creation failed, and so did the clean-up',
    aws('delete-stack --stack-name'),
    'delete-failed-create',
  ),
  CREATE_FAILED: refuse(
    'its first creation failed and was not rolled back',
    aws('rollback-stack --stack-name'),
    'rollback-paused',
  ),
  DELETE_FAILED: refuse('its deletion failed half-way', aws('delete-stack --stack-name')),
  UPDATE_FAILED: refuse('an update failed and was not rolled back', aws('rollback-stack --stack-name'), 'rollback-paused'),
  UPDATE_ROLLBACK_FAILED: refuse(
    'an update failed, and so did the way back',
    aws('continue-update-rollback --stack-name'),
    'continue-rollback',
  ),
  IMPORT_ROLLBACK_FAILED: refuse('an import failed, and so did the way back', aws('describe-stack-events --stack-name')),
} as const satisfies Record<string, Admission>

/** The row of the table for a status; a status that AWS adds later is refused. */
export const admit = (status: string | undefined): Admission =>
  (admissions as Readonly<Record<string, Admission>>)[status ?? 'absent'] ??
  refuse(`its status ${status} is not known to this action`, aws('describe-stacks --stack-name'))

/** Ends of an operation, seen on the stack's own event. Everything else is on the way. */
const ENDS: Readonly<Record<string, 'succeeded' | 'failed'>> = {
  CREATE_COMPLETE: 'succeeded',
  UPDATE_COMPLETE: 'succeeded',
  CREATE_FAILED: 'failed',
  UPDATE_FAILED: 'failed',
  ROLLBACK_COMPLETE: 'failed',
  ROLLBACK_FAILED: 'failed',
  DELETE_COMPLETE: 'failed',
  DELETE_FAILED: 'failed',
  UPDATE_ROLLBACK_COMPLETE: 'failed',
  UPDATE_ROLLBACK_FAILED: 'failed',
}

/** How an operation ended, if this status of the stack's own event ends it. */
export const endOf = (status: string): 'succeeded' | 'failed' | undefined => ENDS[status]

/** A resource (or nested stack) that is not being worked on any more. */
export const settled = (status: string): boolean => !status.endsWith('_IN_PROGRESS')

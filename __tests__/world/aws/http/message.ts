import type { Fields } from './params.ts'

export type Service = 'cloudformation' | 'logs' | 'sts' | 's3' | 'lambda-url' | 'secretsmanager' | 'ssm'

/** Those that speak JSON. */
export const isJson = (service: string): boolean => ['logs', 'secretsmanager', 'ssm'].includes(service)

/** A request that was read and understood as far as the protocol goes. */
export interface Asked {
  readonly service: Service
  readonly action: string
  readonly params: Fields
  readonly method: string
  readonly host: string
  readonly url: string
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: Buffer
}

/** What goes back. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Buffer
}

/** One call as tests see it. */
export interface Call {
  readonly service: Service
  readonly action: string
  readonly at: Date
  readonly params: Fields
  /** 0 while there is no answer, and for ever if none was given. */
  readonly status: number
  /** The name of the role that was taken on for it. */
  readonly as?: string
  /** The kind of the fault that hit it. */
  readonly faulted?: string
}

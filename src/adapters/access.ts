import type { Where } from '../domain/stack.ts'

/** Keys of an AWS session. */
export interface Keys {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
  readonly expiration?: Date
}

/** Gives keys that are good now. */
export type KeySource = () => Promise<Keys>

/** What a client of AWS is made with, but for the service. */
export interface ClientOptions {
  readonly region: string
  readonly maxAttempts: number
  readonly requestHandler: object
  readonly credentials?: Keys | KeySource
}

/** The sessions of roles. Clients that ask for the same role share its keys. */
export interface Sessions {
  /** Nothing where no role is taken on; `own` is what calls are made with as the credentials themselves. */
  source(where: Where, own: ClientOptions): KeySource | undefined
  /** Nothing of these is ever written. */
  mask(keys: Keys): Promise<void>
}

/** As whom AWS is called: the variables of the step, and the sessions that all clients share. */
export interface Access {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly sessions: Sessions
}

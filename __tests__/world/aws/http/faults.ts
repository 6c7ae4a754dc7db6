import { ServiceError } from './failure.ts'
import { type Asked, type Call, isJson } from './message.ts'

/** When something goes wrong, and how. */
export interface FaultRule {
  /** The name of an action, or `*`. */
  readonly action: string
  readonly service?: string
  /** How many calls it hits; all, if left out. */
  readonly times?: number
  /** How many matching calls go through first. */
  readonly after?: number
  /** The share of matching calls that it hits, from 0 to 1; the same ones in every run. */
  readonly rate?: number
  readonly when?: (call: Call) => boolean
  readonly kind:
    | 'throttle'
    | 'error'
    | 'denied'
    | 'expired'
    | 'reset-before'
    | 'reset-after'
    | 'hang'
    | 'delay'
    | 'truncate'
    | 'stale'
  /** How long a delay takes, or how old a stale answer is. */
  readonly ms?: number
  /** Of an error. */
  readonly status?: number
  readonly code?: string
  readonly message?: string
}

interface Armed {
  readonly rule: FaultRule
  seen: number
  hits: number
}

/** The rules in force; the first that matches a call hits it. */
export class Faults {
  #armed: Armed[] = []
  #seed: number

  constructor(seed = 1) {
    this.#seed = seed
  }

  add(rule: FaultRule): void {
    this.#armed.push({ rule, seen: 0, hits: 0 })
  }

  clear(): void {
    this.#armed = []
  }

  match(call: Call): FaultRule | undefined {
    for (const armed of this.#armed) if (this.#hits(armed, call)) return armed.rule
    return undefined
  }

  #hits(armed: Armed, call: Call): boolean {
    const { action, service, times = Infinity, after = 0, rate = 1, when } = armed.rule
    if (action !== '*' && action !== call.action) return false
    if (service !== undefined && service !== call.service) return false
    if (when && !when(call)) return false
    armed.seen += 1
    if (armed.seen <= after || armed.hits >= times || (rate < 1 && this.#random() >= rate)) return false
    armed.hits += 1
    return true
  }

  /** Mulberry32: small, and good enough to spread faults. https://github.com/cprosche/mulberry32 */
  #random(): number {
    this.#seed = (this.#seed + 0x6d2b79f5) | 0
    let t = Math.imul(this.#seed ^ (this.#seed >>> 15), 1 | this.#seed)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

/** The refusal that a rule stands for, in the words of the service. */
export function refusalOf(
  rule: FaultRule,
  { service, action, params }: Asked,
  where: { readonly account: string; readonly region: string },
): ServiceError {
  if (rule.kind === 'throttle') return throttled(service)
  if (rule.kind === 'expired') return expired(service)
  if (rule.kind === 'denied') {
    const stack = String(params['StackName'] ?? '*')
    const resource =
      service === 'cloudformation' ? `arn:aws:cloudformation:${where.region}:${where.account}:stack/${stack}/*` : '*'
    const who = `User: arn:aws:sts::${where.account}:assumed-role/deploy/session`
    const what = `${service}:${action}`
    const text = `${who} is not authorized to perform: ${what} on resource: ${resource} because no identity-based policy allows the ${what} action`
    return new ServiceError(isJson(service) ? 'AccessDeniedException' : 'AccessDenied', text, isJson(service) ? 400 : 403)
  }
  return new ServiceError(
    rule.code ?? 'InternalFailure',
    rule.message ?? 'We encountered an internal error. Please try again.',
    rule.status ?? 500,
  )
}

function throttled(service: string): ServiceError {
  if (isJson(service)) return new ServiceError('ThrottlingException', 'Rate exceeded')
  if (service === 's3') return new ServiceError('SlowDown', 'Please reduce your request rate.', 503)
  return new ServiceError('Throttling', 'Rate exceeded')
}

function expired(service: string): ServiceError {
  const text = 'The security token included in the request is expired'
  if (isJson(service)) return new ServiceError('ExpiredTokenException', text)
  return new ServiceError(
    'ExpiredToken',
    service === 's3' ? 'The provided token has expired.' : text,
    service === 's3' ? 400 : 403,
  )
}

import type { WorldClock } from './clock.ts'

/** What goes wrong. `reset-after-effect` and `truncated` happen after the request took effect. */
export type Fault =
  | { readonly kind: 'status'; readonly status: number; readonly message?: string }
  | { readonly kind: 'primary-limit'; readonly status?: 403 | 429; readonly resetAfterSeconds?: number }
  | { readonly kind: 'secondary-limit'; readonly retryAfterSeconds: number }
  | { readonly kind: 'reset' | 'reset-after-effect' | 'hang' | 'truncated' }
  | { readonly kind: 'delay'; readonly milliseconds: number }

/** A fault and where it strikes: method and path pattern (`*` stands for anything), after `skip` requests, `times` times or always. */
export type FaultRule = Fault & {
  readonly method?: string
  readonly path?: string
  readonly skip?: number
  readonly times?: number
}

const kinds: ReadonlySet<string> = new Set<Fault['kind']>([
  'status',
  'primary-limit',
  'secondary-limit',
  'reset',
  'reset-after-effect',
  'hang',
  'truncated',
  'delay',
])

/** The faults of a server, in the order in which they were given; the first that fits strikes. */
export class Faults {
  readonly #rules: { readonly rule: FaultRule; seen: number }[] = []

  add(rule: FaultRule): void {
    // Rules also come over HTTP: one that is misspelt would never strike, and its test would pass for nothing.
    if (!kinds.has(rule.kind)) throw new Error(`there is no fault of kind ${rule.kind}`)
    this.#rules.push({ rule, seen: 0 })
  }

  next(method: string, path: string): FaultRule | undefined {
    for (const entry of this.#rules) {
      if (!fits(entry.rule, method, path)) continue
      entry.seen += 1
      const strike = entry.seen - (entry.rule.skip ?? 0)
      if (strike >= 1 && strike <= (entry.rule.times ?? Number.POSITIVE_INFINITY)) return entry.rule
    }
    return undefined
  }
}

function fits(rule: FaultRule, method: string, path: string): boolean {
  if (rule.method && rule.method.toUpperCase() !== method) return false
  if (!rule.path) return true
  const pattern = rule.path.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${pattern.join('.*')}$`).test(path)
}

const messages: Readonly<Record<number, string>> = {
  403: 'Resource not accessible by integration',
  404: 'Not Found',
  410: 'Issues has been disabled in this repository.',
  422: 'Validation Failed',
  429: 'Too Many Requests',
  500: 'Server Error',
  503: 'Service Unavailable',
}

/** What the client sees of a fault that answers instead of the server. */
export interface FaultAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: unknown
  readonly type?: string
}

/** The answer of a fault, or nothing for one that answers nothing or lets the request pass. */
export function faultAnswer(fault: Fault, clock: WorldClock): FaultAnswer | undefined {
  const json = (status: number, message: string, headers: Readonly<Record<string, string>> = {}): FaultAnswer => ({
    status,
    headers,
    body: { message, documentation_url: 'https://docs.github.com/rest', status: String(status) },
  })
  switch (fault.kind) {
    case 'status':
      // GitHub's edge answers a 502 with a page, not with JSON: clients that always parse must not break.
      if (fault.status === 502)
        return { status: 502, headers: {}, body: '<html><h1>502 Bad Gateway</h1></html>', type: 'text/html' }
      return json(fault.status, fault.message ?? messages[fault.status] ?? 'Fault')
    case 'primary-limit': {
      const reset = Math.ceil(clock.now().getTime() / 1_000) + (fault.resetAfterSeconds ?? 60)
      const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(reset) }
      return json(fault.status ?? 403, 'API rate limit exceeded for installation.', headers)
    }
    case 'secondary-limit':
      return json(403, 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.', {
        'retry-after': String(fault.retryAfterSeconds),
      })
    default:
      return undefined
  }
}

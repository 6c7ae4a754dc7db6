import type { LogEvent, Recognised, Signature } from '../domain/signature.ts'
import { copy, EVIDENCE_LINES, excerpt, isFrame, opensTraceback } from './evidence.ts'
import { fingerprint } from './fingerprint.ts'
import { requestOf } from './request.ts'
import type { Incident } from './scan.ts'

/** Different errors that are kept apart; a system that shows more has one trouble that the fingerprint does not know. */
const MOST_INCIDENTS = 500
/** Events of one stream within this time, in milliseconds, belong to one print of a stack. */
const TOGETHER = 1000
const TITLE_LENGTH = 1000

type Draft = { -readonly [K in keyof Incident]: Incident[K] } & { evidence: string[]; readonly rank: number }

interface Hit extends Recognised {
  readonly event: LogEvent
  readonly signature: Signature
  readonly rank: number
}

/** The print that a stream is in the middle of. Without a draft its lines are dropped. */
interface Open {
  at: number
  draft?: Draft
  /** A traceback whose error has not come yet. */
  pending?: { readonly hit: Hit; readonly frames: LogEvent[] }
}

export interface TallyOptions {
  readonly signatures: readonly Signature[]
  readonly ignore: readonly string[]
  readonly redact: (text: string) => string
}

/** Counts errors event by event, so that memory grows with different errors and not with lines. */
export class Tally {
  ignored = 0
  readonly #options: TallyOptions
  readonly #drafts = new Map<string, Draft>()
  /** What each request was counted as: one request is one failure, however many lines tell of it. */
  readonly #requests = new Map<string, Draft>()
  readonly #open = new Map<string, Open>()

  constructor(options: TallyOptions) {
    this.#options = options
  }

  /** Events of one stream come in their order. */
  add(event: LogEvent): void {
    const stream = `${event.group}\n${event.stream}`
    if (this.#continues(stream, event)) return
    if (this.#ignores(event)) {
      this.ignored++
      this.#open.set(stream, { at: event.at })
      return
    }
    const hit = this.#recognised(event)
    if (!hit) return
    if (opensTraceback(event.message)) this.#open.set(stream, { at: event.at, pending: { hit, frames: [] } })
    else this.#count(stream, hit)
  }

  /** Counts tracebacks whose error never came. */
  settle(): void {
    for (const [stream, { pending }] of this.#open) if (pending) this.#count(stream, pending.hit, pending.frames)
  }

  get fatal(): boolean {
    return [...this.#drafts.values()].some((draft) => draft.fatal)
  }

  /** Errors so far, those only noted left out. */
  get errors(): number {
    return [...this.#drafts.values()].reduce((sum, { severity, count }) => sum + (severity === 'low' ? 0 : count), 0)
  }

  get incidents(): readonly Incident[] {
    return [...this.#drafts.values()].map(({ rank: _, ...incident }) => incident)
  }

  #ignores = ({ message }: LogEvent): boolean => this.#options.ignore.some((text) => message.includes(text))

  /** Takes an event that only continues the print before it. */
  #continues(stream: string, event: LogEvent): boolean {
    const open = this.#open.get(stream)
    if (!open) return false
    const near = Math.abs(event.at - open.at) <= TOGETHER
    const { pending, draft } = open
    if (near && (isFrame(event.message) || (pending && /^\s/.test(event.message)))) {
      open.at = event.at
      if (pending && pending.frames.length < EVIDENCE_LINES) pending.frames.push(event)
      if (draft) this.#show(draft, event)
      return true
    }
    this.#open.delete(stream)
    if (!pending) return false
    if (near && /^[\w.]+(?::|$)/.test(event.message)) return this.#close(stream, pending, event)
    this.#count(stream, pending.hit, pending.frames)
    return false
  }

  /** The line that names the error of a traceback, which came as several events. */
  #close(stream: string, { hit, frames }: NonNullable<Open['pending']>, event: LogEvent): true {
    if (this.#ignores(event)) this.ignored++
    else
      this.#count(stream, { ...hit, what: this.#recognised(event)?.what ?? `${hit.what} ${event.message}` }, [...frames, event])
    return true
  }

  #recognised(event: LogEvent): Hit | undefined {
    for (const [rank, signature] of this.#options.signatures.entries()) {
      const found = signature.recognise(event)
      if (found) return { ...found, event, signature, rank }
    }
    return undefined
  }

  #count(stream: string, hit: Hit, frames: readonly LogEvent[] = []): void {
    const { event, signature, rank } = hit
    const masked = fingerprint(hit.what)
    const id = requestOf(event.message)
    const request = id && `${event.group}\n${id}\n${signature.fatal ? '' : masked}`
    const before = request ? this.#requests.get(request) : undefined
    if (before && before.rank <= rank) {
      this.#open.set(stream, { at: event.at })
      return
    }
    const draft = this.#draft(masked, hit)
    if (draft.count === 0) for (const frame of frames) this.#show(draft, frame)
    // Only the first one of its kind is shown; the frames of the others belong to nothing.
    this.#open.set(stream, draft.count === 0 ? { at: event.at, draft } : { at: event.at })
    draft.count++
    draft.first = Math.min(draft.first, event.at)
    draft.last = Math.max(draft.last, event.at)
    if (before) this.#uncount(before)
    if (request) this.#requests.set(request, draft)
  }

  /** A later line says better what became of the same request. */
  #uncount(draft: Draft): void {
    draft.count--
    if (draft.count === 0) for (const [key, each] of this.#drafts) if (each === draft) this.#drafts.delete(key)
  }

  #draft(masked: string, { event, signature, rank, what, fix }: Hit): Draft {
    const own = `${signature.kind}\n${event.group}\n`
    const key = `${own}${this.#drafts.size < MOST_INCIDENTS ? masked : ''}`
    const known = this.#drafts.get(`${own}${masked}`) ?? this.#drafts.get(key)
    if (known) return known
    const { redact } = this.#options
    const draft: Draft = {
      kind: signature.kind,
      severity: signature.severity,
      fatal: signature.fatal,
      rank,
      what: copy(redact(what).slice(0, TITLE_LENGTH)),
      fix,
      group: event.group,
      count: 0,
      first: event.at,
      last: event.at,
      evidence: [...excerpt(event.message, redact)],
    }
    this.#drafts.set(key, draft)
    return draft
  }

  #show(draft: Draft, event: LogEvent): void {
    if (draft.evidence.length < EVIDENCE_LINES) draft.evidence.push(...excerpt(event.message, this.#options.redact).slice(0, 1))
  }
}

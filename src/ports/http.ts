export interface HttpRequest {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  /** Milliseconds for the whole exchange. */
  readonly timeout: number
}

export interface HttpAnswer {
  readonly status: number
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** At most `MAX_BODY` characters; `truncated` says that there was more. */
  readonly body: string
  readonly truncated: boolean
  readonly ms: number
}

/** What is kept of an answer's body. */
export const MAX_BODY = 1_000_000

/** HTTP to the deployed system. Does not follow redirects. No answer is a value too, since systems come up slowly. */
export interface Http {
  request(request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer | { readonly unreachable: string }>
}

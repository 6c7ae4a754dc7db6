import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Scene } from './scene.ts'

/** What the deployed system answers. Nothing stands for no answer at all. */
export type Reply =
  | { readonly status?: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: string }
  | undefined

/** A request that the deployed system got. */
export interface Asked {
  readonly method: string
  readonly url: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

/** The deployed system: a server on loopback that a template's output leads to. */
export interface Deployed {
  readonly url: string
  readonly asked: readonly Asked[]
  close(): Promise<void>
}

/** Starts it; `reply` is told the number of the request, from 1. */
export async function deployed({ clock }: Pick<Scene, 'clock'>, reply: (count: number) => Reply): Promise<Deployed> {
  const asked: Asked[] = []
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += String(chunk)
    asked.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body })
    const answer = reply(asked.length)
    if (answer) {
      response.writeHead(answer.status ?? 200, answer.headers)
      response.end(answer.body)
      return
    }
    // A request that waits on purpose does not keep the time from moving.
    clock.held(1)
    response.once('close', () => clock.held(-1))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close: async () => {
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

/** A template whose output `Url` is its parameter `Url`. */
export const LINKED = `Parameters:
  Url: { Type: String }
Resources:
  Queue: { Type: AWS::SQS::Queue }
Outputs:
  Url: { Value: !Ref Url }
`

/** The configuration of a stack with that template, and what follows. */
export const linked = (url: string, rest: string): string =>
  `version: 1\nstacks:\n  - name: demo\n    template: template.yaml\n    parameters: { Url: "${url}" }\n${rest}`

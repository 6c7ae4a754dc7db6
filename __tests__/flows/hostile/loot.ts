import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

/** Where the hostile package sends what it gets. */
export interface Loot {
  readonly url: string
  /** By attempt; what was got more than once stands there once. */
  readonly got: Map<string, string>
  close(): Promise<void>
}

/** Opens it on loopback. */
export async function openLoot(): Promise<Loot> {
  const got = new Map<string, string>()
  const server = createServer(async (request, response) => {
    const { attempt, got: prize } = JSON.parse(await text(request)) as { attempt: string; got: string }
    if ((got.get(attempt) ?? 'nothing') === 'nothing') got.set(attempt, prize)
    response.end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.closeAllConnections()
      server.close(() => resolve())
    })
  return { url: `http://127.0.0.1:${port}/`, got, close }
}

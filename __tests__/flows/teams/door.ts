import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { ServiceError } from '../../world/aws/http/failure.ts'
import { readRequest } from '../../world/aws/http/read.ts'
import { type ScriptedAws, startAws } from '../../world/aws/server.ts'
import { demandAllowed } from '../../world/aws/sts/roles.ts'
import type { WorldClock } from '../../world/clock.ts'
import { type Answer, type Message, passedOn, refused, upstream } from '../../world/proxy/message.ts'

/** MiniStack behind a door: who comes with an identity token gets a role, and may do what that allows. */
export interface Door {
  readonly url: string
  readonly sts: ScriptedAws['sts']
  close(): Promise<void>
}

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html: key, day, region, service
const SCOPE = /Credential=([^/,\s]+)\/\d{8}\/[^/]+\/([^/]+)\//

/** Opens a door: the scripted AWS judges tokens and actions, and MiniStack, which takes a key that is a number for that account, does the rest. */
export async function openDoor(ministack: string, account: string, clock: WorldClock): Promise<Door> {
  const scripted = await startAws({ clock, account })
  const [judge, behind] = [upstream(scripted.url), upstream(ministack)]
  const answered = (message: Message, action: string): Promise<Answer> | Answer => {
    const { authorization = '' } = message.headers
    const [, key = '', service = ''] = SCOPE.exec(authorization) ?? []
    if (action.startsWith('AssumeRole') || service === 'sts') return judge(message)
    try {
      const asked = { service, action } as Parameters<typeof demandAllowed>[0]
      demandAllowed(asked, scripted.sts.sessions.get(key), scripted.sts, clock.now().getTime())
    } catch (error) {
      if (error instanceof ServiceError) return refused(message, 'AccessDenied', error.message, 403)
      throw error
    }
    return behind({ ...message, headers: { ...message.headers, authorization: authorization.replace(key, account) } })
  }
  const server = createServer(async (incoming, response) => {
    try {
      const { method, url: path, headers, body, action } = await readRequest(incoming)
      const { status, headers: given, body: text } = await answered({ method, path, headers, body }, action)
      const { 'content-length': length } = given
      const told = method === 'HEAD' && length !== undefined ? { 'content-length': length } : {}
      response.writeHead(status, { ...passedOn(given, text), ...told }).end(text)
    } catch (error) {
      response.writeHead(502).end(String(error))
    }
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    sts: scripted.sts,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await scripted.close()
    },
  }
}

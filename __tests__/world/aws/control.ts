import type { ServerResponse } from 'node:http'
import type { StackScript } from './cloudformation/script.ts'
import type { StackSeed } from './cloudformation/seed.ts'
import type { FaultRule } from './http/faults.ts'
import type { Asked } from './http/message.ts'
import type { LogInput } from './logs/store.ts'
import type { ScriptedAws } from './server.ts'

interface LogsBody {
  readonly group: string
  readonly stream?: string
  readonly events: readonly LogInput[]
}

type Doing = (body: string, aws: ScriptedAws) => unknown

/** The same as the object's members, for use by hand and by other processes. */
const ROUTES: Readonly<Record<string, Doing>> = {
  'POST /_world/faults': (body, aws) => aws.fault(JSON.parse(body) as FaultRule),
  'GET /_world/calls': (_, aws) => aws.calls,
  'POST /_world/logs': (body, aws) => {
    const { group, stream = 'stream', events } = JSON.parse(body) as LogsBody
    aws.logs.put(group, stream, events)
  },
  'POST /_world/stacks': (body, aws) => ({ id: aws.stacks.seed(JSON.parse(body) as StackSeed) }),
  'POST /_world/timeline': (body, aws) => {
    const { stack, ...timeline } = JSON.parse(body) as StackScript & { readonly stack: string }
    aws.script(stack, timeline)
  },
  'POST /_world/reset': (_, aws) => aws.reset(),
}

/** Answers a request to the world itself. */
export function control({ method, url, body }: Asked, response: ServerResponse, aws: ScriptedAws): void {
  const route = ROUTES[`${method} ${url}`]
  const status = route ? 200 : 404
  const result = route ? (route(body.toString('utf8'), aws) ?? {}) : { routes: Object.keys(ROUTES) }
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(result))
}

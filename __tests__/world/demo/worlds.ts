import { realClock, type WorldClock } from '../clock.ts'
import { startMinistack } from '../ministack/start.ts'
import { MinistackUnavailable } from '../ministack/unavailable.ts'
import { startAwsProxy } from '../proxy/aws-proxy.ts'
import { type EndpointProxy, startEndpointProxy } from '../proxy/endpoint-proxy.ts'

/** The AWS worlds that can be asked for by name. */
export const worldNames = ['ministack', 'scripted'] as const
export type WorldName = (typeof worldNames)[number]

/** An AWS on loopback, and the way to the endpoints of what is deployed into it. */
export interface AwsWorld {
  readonly name: WorldName
  readonly url: string
  readonly endpoints: EndpointProxy
  close(): Promise<void>
}

interface ScriptedAws {
  startAws(options: { readonly clock: WorldClock }): Promise<Opened>
}

// Only loaded when it is asked for, or when MiniStack cannot be had.
const SCRIPTED = '../aws/aws.js'

interface Opened {
  readonly url: string
  close(): Promise<void>
}

/** What a person wrote after `--world`; MiniStack where nothing was said. */
export function worldAskedFor(given: readonly string[]): WorldName {
  const [flag, name = ''] = given
  if (flag === undefined) return 'ministack'
  const found = worldNames.find((known) => known === name)
  if (flag !== '--world' || found === undefined) throw new Error(`the one option is --world ${worldNames.join('|')}`)
  return found
}

/** Opens a world; where MiniStack cannot be had, one line says so and the scripted world takes its place. */
export async function openWorld(asked: WorldName, dir: string, say: (line: string) => void): Promise<AwsWorld> {
  const { name, opened } = await openOrFallBack(asked, say)
  const endpoints = await startEndpointProxy({ upstream: opened.url, dir })
  const close = async (): Promise<void> => {
    await endpoints.close()
    await opened.close()
  }
  return { name, url: opened.url, endpoints, close }
}

async function openOrFallBack(asked: WorldName, say: (line: string) => void): Promise<{ name: WorldName; opened: Opened }> {
  if (asked === 'scripted') return { name: asked, opened: await openScripted() }
  try {
    return { name: asked, opened: await openMinistack(say) }
  } catch (error) {
    if (!(error instanceof MinistackUnavailable)) throw error
    say(`MiniStack cannot be had here (${error.message}); the scripted world is used instead.`)
    return { name: 'scripted', opened: await openScripted() }
  }
}

async function openMinistack(say: (line: string) => void): Promise<Opened> {
  const ministack = await startMinistack(say)
  const proxy = await startAwsProxy(ministack.url)
  const close = async (): Promise<void> => {
    await proxy.close()
    await ministack.close()
  }
  return { url: proxy.url, close }
}

async function openScripted(): Promise<Opened> {
  const { startAws }: ScriptedAws = await import(SCRIPTED)
  return startAws({ clock: realClock })
}

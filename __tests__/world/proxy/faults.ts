import type { WorldClock } from '../clock.ts'
import { actionOf, type Layer, refused } from './message.ts'

/** Something that goes wrong on the way, for the next calls of an action. */
export type Fault =
  | { readonly action: string; readonly kind: 'throttle'; readonly times?: number }
  /** The call takes effect, its answer never arrives. */
  | { readonly action: string; readonly kind: 'lost'; readonly times?: number }
  | { readonly action: string; readonly kind: 'delay'; readonly ms: number; readonly times?: number }

/** Thrown in place of an answer that is to get lost. */
export class AnswerLost extends Error {
  override readonly name = 'AnswerLost'
}

/** A layer that applies faults, each as often as it says (once where it does not), and the function that adds one. */
export function faults(clock: WorldClock): { readonly layer: Layer; readonly add: (fault: Fault) => void } {
  const waiting: { readonly fault: Fault; left: number }[] = []
  const next = (action: string): Fault | undefined => {
    const found = waiting.find((entry) => entry.fault.action === action)
    if (found === undefined) return undefined
    found.left -= 1
    if (found.left <= 0) waiting.splice(waiting.indexOf(found), 1)
    return found.fault
  }
  return {
    add: (fault) => waiting.push({ fault, left: fault.times ?? 1 }),
    async layer(message, send) {
      const fault = next(actionOf(message))
      if (fault?.kind === 'throttle') {
        const code = message.headers['x-amz-target'] === undefined ? 'Throttling' : 'ThrottlingException'
        return refused(message, code, 'Rate exceeded')
      }
      if (fault?.kind === 'delay') await clock.sleep(fault.ms)
      const answer = await send(message)
      if (fault?.kind === 'lost') throw new AnswerLost(fault.action)
      return answer
    },
  }
}

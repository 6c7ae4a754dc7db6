// Loaded into every Node that a machine starts: its time becomes that of the world.
import { syncBuiltinESMExports } from 'node:module'
import timers from 'node:timers'
import promises from 'node:timers/promises'
import { promisify } from 'node:util'

// However fast the world is, a request takes its time, so its limit stays one that can be kept.
const LEAST_LIMIT_MS = 1000
const [world = 0, began = 0, speed = 1] = (process.env['WORLD_CLOCK'] ?? '').split(',').map(Number)
if (process.env['WORLD_CLOCK'] !== undefined) enter()

function enter(): void {
  const count = performance.now.bind(performance)
  const now = (): number => Math.floor(world + (performance.timeOrigin + count() - began) * speed)
  globalThis.Date = dates(now)
  performance.now = () => count() * speed
  const { timeout } = AbortSignal
  AbortSignal.timeout = (ms) => timeout.call(AbortSignal, Math.ceil(Math.max(ms / speed, Math.min(ms, LEAST_LIMIT_MS))))
  delays()
  syncBuiltinESMExports()
}

function dates(now: () => number): DateConstructor {
  const Real = Date
  const Changed = new Proxy(Real, {
    construct: (target, given, asked) => Reflect.construct(target, given.length === 0 ? [now()] : given, asked),
    apply: () => new Real(now()).toString(),
    get: (target, key) => (key === 'now' ? now : Reflect.get(target, key)),
  })
  Real.prototype.constructor = Changed
  return Changed
}

function delays(): void {
  const { setTimeout: later, setInterval: every } = timers
  const { setTimeout: wait, setInterval: ticks } = promises
  const faster = (ms: number | undefined): number => (ms ?? 0) / speed
  const soon = Object.assign(
    (run: (...given: unknown[]) => void, ms?: number, ...given: unknown[]) => later(run, faster(ms), ...given),
    { [promisify.custom]: <T>(ms: number, ...rest: [T?, object?]) => wait(faster(ms), ...rest) },
  )
  const often = (run: (...given: unknown[]) => void, ms?: number, ...given: unknown[]) => every(run, faster(ms), ...given)
  Object.assign(timers, { setTimeout: soon, setInterval: often })
  Object.assign(globalThis, { setTimeout: soon, setInterval: often })
  const pause = <T>(ms?: number, ...rest: [T?, object?]) => wait(faster(ms), ...rest)
  Object.assign(promises, {
    setTimeout: pause,
    setInterval: (ms?: number, ...rest: [unknown?, object?]) => ticks(faster(ms), ...rest),
  })
  Object.assign(promises.scheduler, { wait: (ms: number, options?: object) => pause(ms, undefined, options) })
}

import { AsyncLocalStorage } from 'node:async_hooks'
import { beforeAll, it } from '@jest/globals'

/** Declares a test that runs beside the others of the same kind; the first one's limit is that of all. */
export type Story = (name: string, run: () => Promise<void>, limit: number) => void

/** The name of the story that is being told. */
export const telling = new AsyncLocalStorage<string>()

/**
 * Tests that run side by side before the first of them is told. `it.concurrent` would not do for the action: once one of its tests
 * has ended, Jest refuses every `import()` of those that still run. https://github.com/jestjs/jest/blob/main/packages/jest-circus/src/unhandledRejectionHandler.ts
 */
export function sideBySide(): Story {
  const all: (() => Promise<void>)[] = []
  let outcomes: readonly PromiseSettledResult<void>[] = []
  return (name, run, limit) => {
    const at = all.push(() => telling.run(name, run)) - 1
    if (at === 0)
      beforeAll(async () => {
        outcomes = await Promise.allSettled(all.map((each) => each()))
      }, limit)
    it(name, () => {
      const outcome = outcomes[at]
      if (outcome?.status !== 'fulfilled') throw outcome?.reason ?? new Error('It did not come to an end.')
    })
  }
}

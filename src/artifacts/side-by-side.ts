import type { Failure } from '../foundation/failure.ts'
import { attempt } from '../foundation/retry.ts'

/** Does work for each item, `most` at a time. After a failure nothing new begins; it is thrown once what is under way is over. */
export async function sideBySide<T, R>(items: readonly T[], most: number, work: (item: T) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = []
  const failures: Failure[] = []
  const queue = items.entries()
  const worker = async (): Promise<void> => {
    for (const [index, item] of queue) {
      const done = await attempt(() => work(item))
      if ('value' in done) results[index] = done.value
      else failures.push(done.failure)
      if (failures.length > 0) return
    }
  }
  await Promise.all(Array.from({ length: Math.min(most, items.length) }, worker))
  if (failures[0]) throw failures[0]
  return results
}

import { Latch, type Process, type Simulation, type Task } from '../../simulation.ts'

/** A graph of resources to be worked through side by side, each after those it needs. */
export interface Walk {
  readonly sim: Simulation
  readonly graph: ReadonlyMap<string, readonly string[]>
  /** The work on one resource; false when it failed. */
  readonly work: (id: string) => Process<boolean>
  /** Ends everything when it opens. */
  readonly interrupt?: Latch<void>
  /** Told of each resource whose work was cut off. Without it a failure does not stop the others. */
  readonly cutOff?: (id: string) => void
}

/** Works through a graph and gives the resources that failed. */
export function* walk({ sim, graph, work, interrupt, cutOff }: Walk): Process<readonly string[]> {
  const over = new Latch<void>()
  const done = new Map([...graph.keys()].map((id) => [id, new Latch<void>()]))
  const busy = new Set<string>()
  const failed: string[] = []
  let left = graph.size
  const one = function* (id: string): Process {
    for (const need of graph.get(id) ?? []) yield* done.get(need)?.wait() ?? []
    busy.add(id)
    const good = yield* work(id)
    busy.delete(id)
    if (!good) failed.push(id)
    left -= 1
    if (left === 0 || (!good && cutOff)) over.open()
    else done.get(id)?.open()
  }
  interrupt?.whenOpen(() => over.open())
  const tasks: Task<void>[] = []
  for (const id of graph.keys()) if (!over.done) tasks.push(sim.spawn(one(id)))
  if (graph.size > 0) yield* over.wait()
  for (const task of tasks) task.stop()
  for (const id of busy) cutOff?.(id)
  return failed
}

/** The part of a graph that concerns these resources. */
export const only = (
  graph: ReadonlyMap<string, readonly string[]>,
  ids: ReadonlySet<string>,
): ReadonlyMap<string, readonly string[]> =>
  new Map([...ids].map((id) => [id, (graph.get(id) ?? []).filter((need) => ids.has(need))]))

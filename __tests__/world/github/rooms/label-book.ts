import type { Ground } from '../ground.ts'
import { limits } from '../limits.ts'
import { tooLong } from '../refusal.ts'
import { defineRoom } from '../room.ts'
import { nodeId } from '../world.ts'

/** A label of a repository. */
export interface Label {
  readonly id: number
  readonly name: string
  readonly color: string
  readonly description: string | null
}

/** What GitHub gives a label that came into being on an issue. */
const colorOfUnknown = 'ededed'

/** The labels of a repository; names are compared without regard to case. */
export class Labels {
  readonly #ground: Ground
  readonly #labels = new Map<string, Label>()

  constructor(ground: Ground) {
    this.#ground = ground
  }

  all(): readonly Label[] {
    return [...this.#labels.values()]
  }

  get(name: string): Label | undefined {
    return this.#labels.get(name.toLowerCase())
  }

  put(name: string, rest: { color?: string; description?: string | null; id?: number } = {}): Label {
    const label = { id: this.#ground.world.id(), color: colorOfUnknown, description: null, ...rest, name }
    this.#labels.set(name.toLowerCase(), label)
    return label
  }

  /** The known spelling of each name; unknown labels are made. */
  ensure(names: readonly string[]): readonly string[] {
    for (const name of names) if ([...name].length > limits.labelName) throw tooLong('Label', 'name', limits.labelName)
    return [...new Set(names.map((name) => (this.get(name) ?? this.put(name)).name))]
  }

  remove(name: string): void {
    this.#labels.delete(name.toLowerCase())
  }
}

export function labelJson(repository: Ground, { id, name, color, description }: Label) {
  const url = `${repository.url}/labels/${encodeURIComponent(name)}`
  return { id, node_id: nodeId('Label', id), url, name, color, default: false, description }
}

/** Where a repository's labels are kept; rooms about issues share it. */
export const labelBook = defineRoom({ open: (repository) => new Labels(repository) })

import type { Answer, Asked } from '../http/message.ts'
import type { World } from '../world.ts'

export class Functions {
  readonly #world: World
  constructor(world: World) {
    this.#world = world
  }
  get world(): World {
    return this.#world
  }
  close(): void {}
}

export async function answerUrl(_asked: Asked, _functions: Functions, _world: World): Promise<Answer> {
  return { status: 404, headers: {}, body: '' }
}

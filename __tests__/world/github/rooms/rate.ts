import { defineRoom, ok } from '../room.ts'
import type { Caller } from '../world.ts'

/** How much of the hour's calls is left; asking does not count. */
export const rate = defineRoom({
  worldRoutes: [
    {
      operation: 'rate-limit/get',
      at: 'GET /rate_limit',
      needs: 'metadata=read',
      answer({ caller, version }) {
        const core = left(caller)
        return ok({ resources: { core, search: core }, ...(version === '2022-11-28' ? { rate: core } : {}) })
      },
    },
  ],
})

const left = ({ limit, used, resetsAt }: Caller) => ({ limit, used, remaining: limit - used, reset: Math.ceil(resetsAt / 1_000) })

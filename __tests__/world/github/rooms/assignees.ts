import type { Ground } from '../ground.ts'
import { userJson } from '../people.ts'
import { notFound } from '../refusal.ts'
import { defineRoom, nothing } from '../room.ts'

/** Who may be assigned to issues: the owner and everybody who can push. */
export const assignees = defineRoom({
  routes: [
    {
      operation: 'issues/list-assignees',
      at: 'GET /assignees',
      needs: 'metadata=read',
      answer: ({ repository, world }) => ({ items: assignable(repository).map((login) => userJson(world, login)) }),
    },
    {
      operation: 'issues/check-user-can-be-assigned',
      at: 'GET /assignees/{assignee}',
      needs: 'metadata=read',
      answer({ repository, hole }) {
        if (!assignable(repository).includes(hole('assignee'))) throw notFound()
        return nothing
      },
    },
  ],
})

const pushing = new Set(['OWNER', 'MEMBER', 'COLLABORATOR'])

function assignable(repository: Ground): readonly string[] {
  const members = [...repository.members].filter(([, association]) => pushing.has(association)).map(([login]) => login)
  return [...new Set([repository.owner, ...members])]
}

import { repositoryJson } from '../repository-json.ts'
import { defineRoom, ok } from '../room.ts'
import { issueBook } from './issue-book.ts'

/** The repository itself. */
export const settings = defineRoom({
  routes: [
    {
      operation: 'repos/get',
      at: 'GET ',
      needs: 'metadata=read',
      answer({ repository }) {
        const open = issueBook
          .of(repository)
          .all()
          .filter(({ state }) => state === 'open')
        return ok(repositoryJson(repository, open.length))
      },
    },
  ],
})

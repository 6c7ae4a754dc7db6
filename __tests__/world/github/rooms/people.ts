import { userJson } from '../people.ts'
import { notFound } from '../refusal.ts'
import { defineRoom, ok } from '../room.ts'
import type { World } from '../world.ts'

/** People and apps. */
export const people = defineRoom({
  worldRoutes: [
    {
      operation: 'users/get-authenticated',
      at: 'GET /user',
      needs: 'user=read',
      answer: ({ world, login }) => ok(profile(world, login)),
    },
    {
      operation: 'users/get-by-username',
      at: 'GET /users/{username}',
      needs: 'metadata=read',
      answer({ world, hole }) {
        if (!known(world).has(hole('username'))) throw notFound()
        return ok(profile(world, hole('username')))
      },
    },
  ],
})

function known(world: World): ReadonlySet<string> {
  const tokens = [...world.callers.values()].map(({ token }) => token?.login ?? '')
  const members = [...world.repositories.values()].flatMap(({ owner, members }) => [owner, ...members.keys()])
  return new Set([...tokens, ...members])
}

const firstDay = '2020-01-01T00:00:00Z'

const profile = (world: World, login: string) => ({
  ...userJson(world, login),
  name: null,
  company: null,
  blog: '',
  location: null,
  email: null,
  hireable: null,
  bio: null,
  public_repos: 0,
  public_gists: 0,
  followers: 0,
  following: 0,
  created_at: firstDay,
  updated_at: firstDay,
})

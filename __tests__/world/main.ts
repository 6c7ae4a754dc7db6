import { rm } from 'node:fs/promises'
import { realClock } from './clock.ts'
import { environmentOf } from './demo/environment.ts'
import { openWorld, worldAskedFor } from './demo/worlds.ts'
import { startGitHub } from './github/github.ts'
import { ownFolder } from './ministack/folders.ts'

const REPOSITORY = 'octo-org/demo'

const say = (line: string): void => void process.stdout.write(`${line}\n`)

/** Opens a world and a GitHub for use by hand until Ctrl-C. */
async function byHand(given: readonly string[]): Promise<void> {
  const asked = worldAskedFor(given)
  const ended = new Promise<void>((resolve) => {
    for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => resolve())
  })
  const place = await ownFolder()
  const world = await openWorld(asked, place, say)
  const github = await startGitHub({ clock: realClock })
  try {
    github.repository(REPOSITORY)
    const token = github.token({
      login: 'octocat',
      type: 'User',
      permissions: { contents: 'write', issues: 'write' },
      repository: REPOSITORY,
    })
    say(`AWS is ${world.name} on ${world.url}, GitHub is scripted on ${github.url}. In another terminal:\n`)
    const variables = { ...environmentOf(world, github.url), GITHUB_TOKEN: token }
    for (const [name, value] of Object.entries(variables)) say(`export ${name}=${value}`)
    say('\naws cloudformation describe-stacks')
    say('curl --cacert "$NODE_EXTRA_CA_CERTS" https://<id>.lambda-url.us-east-1.on.aws/status')
    say(`curl -H "authorization: Bearer $GITHUB_TOKEN" "$GITHUB_API_URL/repos/${REPOSITORY}/issues"`)
    say('\nCtrl-C ends it.')
    await ended
  } finally {
    await github.close()
    await world.close()
    await rm(place, { recursive: true, force: true })
  }
}

await byHand(process.argv.slice(2))

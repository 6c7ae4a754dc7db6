import { cp, mkdir, rm } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { realClock } from '../clock.ts'
import { startGitHub } from '../github/github.ts'
import { ownFolder, WORLD } from '../ministack/folders.ts'
import { type Kept, keepIssues, StoryBroken, tell } from './chapter.ts'
import { environmentOf } from './environment.ts'
import { nextFolder } from './kept.ts'
import { story } from './story.ts'
import { openWorld, worldAskedFor } from './worlds.ts'

const REPOSITORY = 'octo-org/demo'
const INTERRUPTED = 130

const say = (line: string): void => void process.stdout.write(`${line}\n`)

/** Tells the whole story and leaves nothing but what is there to be read. */
async function demo(given: readonly string[]): Promise<number> {
  const asked = worldAskedFor(given)
  const stop = new AbortController()
  const abort = new Promise((resolve) => stop.signal.addEventListener('abort', resolve, { once: true }))
  // A second Ctrl-C changes nothing: what was started is being ended.
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => stop.abort())
  const place = await ownFolder()
  const kept: Kept[] = []
  try {
    await inWorld(asked, place, stop.signal, abort, kept)
    say('\nTo read:')
    for (const { what, path } of kept) say(`  ${what.padEnd(8)} ${relative(process.cwd(), path)}`)
    return 0
  } catch (error) {
    if (stop.signal.aborted) {
      say('\nInterrupted; what was started is ended and removed.')
      return INTERRUPTED
    }
    if (!(error instanceof StoryBroken)) throw error
    console.error(`\nThe story went otherwise: ${error.message}`)
    return 1
  } finally {
    await rm(place, { recursive: true, force: true })
  }
}

async function inWorld(
  asked: 'ministack' | 'scripted',
  place: string,
  signal: AbortSignal,
  abort: Promise<unknown>,
  kept: Kept[],
): Promise<void> {
  const world = await openWorld(asked, place, say)
  const github = await startGitHub({ clock: realClock })
  try {
    const workspace = join(place, 'workspace')
    await cp(join(process.cwd(), 'examples/demo'), workspace, { recursive: true })
    const token = github.token({
      login: 'github-actions[bot]',
      permissions: { contents: 'read', issues: 'write' },
      repository: REPOSITORY,
    })
    const repository = github.repository(REPOSITORY)
    const folder = await nextFolder(join(WORLD, 'demo'))
    say(`AWS is ${world.name} on ${world.url}, GitHub is scripted on ${github.url}; nothing leaves this machine.`)
    let url = ''
    for (const [index, chapter] of story.entries()) {
      signal.throwIfAborted()
      say(`\n(${index + 1}) ${chapter.title}`)
      const home = join(place, chapter.name)
      await mkdir(home)
      const env = environmentOf(world, github.url)
      const stage = { world, env, repository, token, workspace, home, kept: folder, abort, say }
      const told = await tell(chapter, index + 1, stage, url)
      kept.push(...told.kept)
      url = told.url
    }
    kept.push(...(await keepIssues({ repository, kept: folder })))
  } finally {
    await github.close()
    await world.close()
  }
}

process.exitCode = await demo(process.argv.slice(2))

import { copyFile, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { issueText } from '../github/page.ts'
import type { Repository } from '../github/rooms/index.ts'
import { askEndpoint } from '../proxy/ask.ts'
import { type ActionResult, runAction } from '../runner/run-action.ts'
import type { Chapter } from './story.ts'
import type { AwsWorld } from './worlds.ts'

/** The story is not as told: a demo that goes on regardless would lie. */
export class StoryBroken extends Error {
  override readonly name = 'StoryBroken'
}

/** Where a chapter takes place. */
export interface Stage {
  readonly world: AwsWorld
  readonly env: Readonly<Record<string, string>>
  readonly repository: Repository
  readonly token: string
  readonly workspace: string
  readonly home: string
  /** Where summaries, records and issues are kept for the reader. */
  readonly kept: string
  readonly abort: Promise<unknown>
  readonly say: (line: string) => void
}

/** One file that a reader may open. */
export interface Kept {
  readonly what: string
  readonly path: string
}

/** What a chapter leaves for the reader and for the next one. */
export interface Told {
  readonly kept: readonly Kept[]
  /** Where the system answers. */
  readonly url: string
}

/** Deploys one chapter with the real action and holds it against the story. */
export async function tell(chapter: Chapter, number: number, stage: Stage, before: string): Promise<Told> {
  const template = join(stage.workspace, 'template.yaml')
  await writeFile(template, chapter.change(await readFile(template, 'utf8')))
  const result = await runAction({
    dir: process.cwd(),
    workspace: stage.workspace,
    home: stage.home,
    env: stage.env,
    token: stage.token,
    inputs: { 'github-token': stage.token },
    repository: stage.repository.fullName,
    sha: String(number).repeat(SHA_LENGTH),
    runId: number,
    kill: stage.abort,
    onLine: (line) => stage.say(`  │ ${line}`),
  })
  const { verdict = 'none', 'reason-code': reason = 'none' } = result.outputs
  stage.say(`  → ${verdict} (${reason}), exit code ${result.main.code}, ${result.seconds.toFixed(1)} s`)
  const kept = await keep(chapter, result, stage)
  hold(`the verdict of chapter ${number}`, `${verdict} ${reason}`, `${chapter.verdict} ${chapter.reason}`)
  hold(`the exit code of chapter ${number}`, result.main.code === 0, chapter.verdict === 'successful')
  holdIssue(chapter, result, stage)
  // A run that failed may leave the outputs of stacks out; the address stays the same.
  const url = urlIn(result.outputs) ?? before
  if (chapter.answers !== undefined) await holdAnswer(chapter.answers, url, stage)
  return { kept, url }
}

const SHA_LENGTH = 40

function hold<T>(what: string, found: T, told: T): void {
  if (found !== told) throw new StoryBroken(`${what} is ${found}, and the story says ${told}`)
}

async function keep({ name }: Chapter, { outputs, summary }: ActionResult, { kept }: Stage): Promise<readonly Kept[]> {
  const page = { what: 'summary', path: join(kept, `${name}-summary.md`) }
  await writeFile(page.path, summary)
  const { record } = outputs
  if (record === undefined || record === '') return [page]
  const document = { what: 'record', path: join(kept, `${name}-record.json`) }
  await copyFile(record, document.path)
  return [page, document]
}

function holdIssue(chapter: Chapter, { outputs }: ActionResult, { repository, say }: Stage): void {
  const open = repository.issues.all().filter(({ state }) => state === 'open')
  hold(`the number of open issues after "${chapter.title}"`, open.length, chapter.issue === 'opened' ? 1 : 0)
  if (chapter.issue === 'opened') {
    hold('the action output issue-number', outputs['issue-number'], String(open[0]?.number))
    say(`  → issue #${open[0]?.number} is open: ${open[0]?.title}`)
  }
  if (chapter.issue === 'closed') say('  → the issue closed itself')
}

/** The answer comes by a request of our own: nobody's word is taken for it. */
async function holdAnswer(version: string, url: string, { world, say }: Stage): Promise<void> {
  const { status, body } = await askEndpoint(world.endpoints, `${url}status`)
  hold(`the answer of ${url}status`, `${status} ${body}`, `200 ${JSON.stringify({ status: 'ok', version })}`)
  say(`  → ${url}status answers ${body}`)
}

function urlIn({ stacks }: { readonly stacks?: string }): string | undefined {
  const parsed: { readonly demo?: { readonly outputs?: { readonly Url?: string } } } = JSON.parse(stacks || '{}')
  return parsed.demo?.outputs?.Url
}

/** Every issue as a Markdown file. */
export async function keepIssues({ repository, kept }: Pick<Stage, 'repository' | 'kept'>): Promise<readonly Kept[]> {
  const files = repository.issues.all().map(({ number }) => ({ number, what: 'issue', path: join(kept, `issue-${number}.md`) }))
  for (const { number, path } of files) await writeFile(path, issueText(repository, number))
  return files
}

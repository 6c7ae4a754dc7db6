import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import type { Artifact } from '../artifacts.ts'
import type { Json } from '../expressions.ts'
import { Refusal } from '../refusal.ts'
import type { Call, StandIn } from './stand-in.ts'

/** `actions/download-artifact`: https://github.com/actions/download-artifact#inputs */
export const download: StandIn = {
  inputs: { name: '', path: '', 'github-token': '', repository: '', 'run-id': '' },
  async run(call) {
    const { name = '', path = '' } = call.inputs
    const now = call.job.order.clock.now()
    const there = reachable(call).filter(({ expiresAt }) => expiresAt > now)
    const wanted = there.filter((artifact) => name === '' || artifact.name === name)
    if (name !== '' && wanted.length === 0)
      throw new Refusal(
        `Unable to download artifact(s): Artifact not found for name: ${name}\nPlease ensure that your artifact is not expired and the artifact was uploaded using a compatible version of toolkit/upload-artifact.`,
      )
    const into = resolve(call.workspace, path)
    for (const artifact of wanted) await unpack(artifact, name === '' ? join(into, artifact.name) : into)
    return { 'download-path': into }
  },
}

// Another run is only looked at with a token: https://github.com/actions/download-artifact#download-artifacts-from-other-workflow-runs-or-repositories
function reachable({ job, inputs }: Call): readonly Artifact[] {
  const { 'github-token': token = '', repository = '', 'run-id': runId = '' } = inputs
  const { own, of } = job.order.artifacts
  if (token === '') return own
  const github = job.order.contexts.github as Readonly<Record<string, Json>>
  const found = of(Number(runId || github['run_id']), repository || String(github['repository']), token)
  if (found === undefined) throw new Refusal('Unable to download artifact(s): Not Found')
  return found
}

async function unpack({ files }: Artifact, into: string): Promise<void> {
  await mkdir(into, { recursive: true })
  for (const [path, content] of files) {
    await mkdir(dirname(join(into, path)), { recursive: true })
    await writeFile(join(into, path), content)
  }
}

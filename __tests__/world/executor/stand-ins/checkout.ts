import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Json } from '../expressions.ts'
import { Refusal } from '../refusal.ts'
import { type StandIn, truth } from './stand-in.ts'

/** `actions/checkout`: the files of a commit, and nothing that was there before. https://github.com/actions/checkout#usage */
export const checkout: StandIn = {
  inputs: { repository: '', ref: '', token: '', path: '', 'persist-credentials': 'true', 'fetch-depth': '1', clean: 'true' },
  async run({ job, workspace, inputs }) {
    const { repository = '', ref = '', token, path = '' } = inputs
    const into = resolve(workspace, path)
    if (into !== workspace && !into.startsWith(`${workspace}/`))
      throw new Refusal(`Repository path '${into}' is not under '${workspace}'`)
    await mkdir(into, { recursive: true })
    for (const name of await readdir(into)) await rm(join(into, name), { recursive: true })
    const { token: own = '' } = job.order.contexts.github as Readonly<Record<string, Json>>
    await job.order.actions.checkout(into, { repository, ref, token: token || String(own) })
    if (truth(inputs, 'persist-credentials')) await persist(into, token || String(own))
    return {}
  },
}

/** Later steps find the token, as they do with versions before 6, which wrote it here. https://github.com/actions/checkout#whats-new */
async function persist(into: string, token: string): Promise<void> {
  const basic = Buffer.from(`x-access-token:${token}`).toString('base64')
  await mkdir(join(into, '.git'), { recursive: true })
  await writeFile(join(into, '.git/config'), `[http "https://github.com/"]\n\textraheader = AUTHORIZATION: basic ${basic}\n`)
}

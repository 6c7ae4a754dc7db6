import { mkdir, readdir, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Json } from '../expressions.ts'
import { Refusal } from '../refusal.ts'
import type { StandIn } from './stand-in.ts'

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
    return {}
  },
}

import { texts } from '../expressions.ts'
import type { Ground } from '../ground.ts'
import type { StepToken } from '../job.ts'
import type { LiveJob } from '../live-job.ts'
import { NotModelled } from '../not-modelled.ts'
import type { Done, Given } from '../unit.ts'
import { checkout } from './checkout.ts'
import { download } from './download.ts'
import type { StandIn } from './stand-in.ts'
import { upload } from './upload.ts'

// Node and Python are on the machine already.
const setUp = (inputs: readonly string[]): StandIn => ({
  inputs: Object.fromEntries(inputs.map((name) => [name, ''])),
  run: async () => ({}),
})

const STAND_INS: Readonly<Record<string, StandIn>> = {
  'actions/checkout': checkout,
  'actions/upload-artifact': upload,
  'actions/download-artifact': download,
  'actions/setup-node': setUp(['node-version', 'node-version-file', 'cache', 'package-manager-cache', 'registry-url']),
  'actions/setup-python': setUp(['python-version', 'python-version-file', 'cache', 'update-environment']),
}

/** What runs in place of an official action; undefined where there is no stand-in for it. */
export function standInFor(uses: string) {
  const [name = ''] = uses.split('@')
  const standIn = STAND_INS[name]
  if (standIn === undefined) return undefined
  return async (job: LiveJob, ground: Ground, token: StepToken, { seen }: Given): Promise<Done> => {
    const given = texts(token.find('with'), seen)
    const unknown = Object.keys(given).find((input) => !(input in standIn.inputs))
    if (unknown !== undefined) throw new NotModelled(`input ${unknown} of ${name}`)
    const inputs = { ...standIn.inputs, ...given }
    return { end: 'success', outputs: await standIn.run({ job, workspace: ground.workspace, inputs }) }
  }
}

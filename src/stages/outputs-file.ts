import type { StackConfig } from '../config/config.ts'
import { Failure } from '../foundation/failure.ts'
import type { Files } from '../ports/index.ts'
import { seen } from './outputs.ts'
import type { StageContext } from './stage.ts'

type Outputs = Readonly<Record<string, string>>

/** Writes the outputs of the stacks into the files that the configuration names, each as a whole. Secret ones are left out. */
export async function writeOutputsFiles(context: StageContext): Promise<readonly string[]> {
  const paths = [...new Set(context.config.stacks.flatMap(({ outputsFile }) => outputsFile?.path ?? []))]
  for (const path of paths) await write(context, path)
  return paths
}

async function write(context: StageContext, path: string): Promise<void> {
  const { ports, config } = context
  const sharing = config.stacks.filter(({ outputsFile }) => outputsFile?.path === path)
  const byStack = await shown(context, path, sharing)
  const formats = new Set(sharing.map(({ outputsFile }) => outputsFile?.format))
  if (formats.size > 1) throw unwritten(path, `${sharing.map(({ name }) => name).join(' and ')} want it in different formats`)
  await demandInside(ports.files, path)
  const content = formats.has('cdk') ? Object.fromEntries(byStack) : flat(path, byStack)
  await ports.files.write(path, `${JSON.stringify(content, null, 2)}\n`)
  ports.runner.info(`${path}: the outputs of ${byStack.map(([name]) => name).join(', ')} written`)
}

/** The outputs of every stack that shares the file, but for what is secret. */
async function shown(
  context: StageContext,
  path: string,
  sharing: readonly StackConfig[],
): Promise<readonly (readonly [string, Outputs])[]> {
  const { ports, run } = context
  const names = Object.entries(run().stacks).flatMap(([name, { assembly }]) =>
    sharing.some((system) => system.name === (assembly?.system ?? name)) ? [name] : [],
  )
  for (const name of names) await seen(context, name)
  return names.map((name) => {
    const all = Object.entries(run().stacks[name]?.outputs ?? {})
    const secret = all.filter(([, value]) => ports.secrets.holds(value)).map(([key]) => key)
    if (secret.length > 0) ports.runner.info(`${path}: ${secret.join(', ')} of ${name} left out: what it holds is secret`)
    return [name, Object.fromEntries(all.filter(([key]) => !secret.includes(key)))]
  })
}

function flat(path: string, byStack: readonly (readonly [string, Outputs])[]): Outputs {
  const keys = byStack.flatMap(([, outputs]) => Object.keys(outputs))
  const twice = keys.find((key, index) => keys.indexOf(key) < index)
  if (twice === undefined) return Object.assign({}, ...byStack.map(([, outputs]) => outputs))
  const holders = byStack.flatMap(([name, outputs]) => (Object.hasOwn(outputs, twice) ? [name] : []))
  throw unwritten(path, `${twice} is an output of ${holders.join(' and ')}; with \`outputs-format: cdk\` each has its own`)
}

/** A link in a checkout may lead anywhere; the file must not. */
async function demandInside(files: Files, path: string): Promise<void> {
  const parts = path.split('/')
  for (const end of parts.keys()) {
    const part = parts.slice(0, end + 1).join('/')
    const sight = await files.look(part)
    const wanted = end === parts.length - 1 ? 'file' : 'folder'
    if (sight && sight.kind !== wanted)
      throw unwritten(path, `${part} ${sight.kind === 'outside' ? 'leads out of the workspace' : `is no ${wanted}`}`)
  }
}

const unwritten = (path: string, why: string): Failure =>
  new Failure(`The outputs file ${path} was not written: ${why}.`, { code: 'OUTPUTS_UNWRITTEN' })

import { existsSync } from 'node:fs'
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { packages } from '../ministack/packages.ts'

// The programs that pip makes name the folder that it installed into, and that has moved since.
const MODULES = { aws: 'awscli', sam: 'samcli' }

/** The tools of the Python index, each as a program in the folder `tools`. */
export async function pythonTools(folder: string, sources: string, begun: () => void): Promise<string> {
  const python = await packages({ folder, lock: join(sources, 'requirements.lock') }, begun)
  const bin = join(python.folder, 'tools')
  if (existsSync(bin)) return python.folder
  const draft = await mkdtemp(`${bin}-`)
  const variables = Object.entries(python.env).map(([name, value]) => `${name}='${value}' `)
  for (const [name, module] of Object.entries(MODULES)) {
    const program = `#!/bin/sh\n${variables.join('')}exec '${python.program}' -m ${module} "$@"\n`
    await writeFile(join(draft, name), program, { mode: 0o755 })
  }
  await rename(draft, bin).catch(() => rm(draft, { recursive: true }))
  return python.folder
}

import type { Artifact } from '../world/executor/artifacts.ts'

type Store = Artifact[]

function placeOf(own: Store, name: string): [at: number, artifact: Artifact] {
  const at = own.findIndex((artifact) => artifact.name === name)
  const artifact = own[at]
  if (!artifact) throw new Error(`The run has no artifact ${name}, but ${own.map((each) => each.name).join(', ')}`)
  return [at, artifact]
}

/** A file of an artifact. */
export function fileOf(own: Store, name: string, path: string): Buffer {
  const [, { files }] = placeOf(own, name)
  const content = files.get(path)
  if (!content) throw new Error(`${name} has no ${path}, but ${[...files.keys()].join(', ')}`)
  return content
}

/** Overwrites a file of an artifact, as any job of the run can. */
export function overwrite(own: Store, name: string, path: string, change: (text: string) => string): void {
  const [at, artifact] = placeOf(own, name)
  const changed = Buffer.from(change(String(fileOf(own, name, path))))
  own[at] = { ...artifact, files: new Map([...artifact.files, [path, changed]]) }
}

/** Lets the time of an artifact be over. */
export function expire(own: Store, name: string, now: Date): void {
  const [at, artifact] = placeOf(own, name)
  own[at] = { ...artifact, expiresAt: now }
}

import type { Artifact } from '../domain/artifact.ts'
import type { CollectedTemplate, Shape, Slot } from './collected.ts'

/** Where something is, as far as an address needs it. */
export interface At extends Pick<Artifact, 'bucket' | 'key' | 'version'> {
  /** The address that CloudFormation reads it from. */
  readonly url: string
}

/** Where an artifact is, by its id, or a nested template, by its path. */
export type Filling = (fill: Exclude<Slot['fill'], { readonly uri: string }>) => At

/** The template with every local path replaced by an address; every other byte is as it was. */
export function filled({ text, slots }: CollectedTemplate, filling: Filling): string {
  let rest = 0
  const parts = slots.flatMap(({ from, to, before, after, shape, fill }) => {
    const at = 'uri' in fill ? { ...placeIn(fill.uri), url: fill.uri } : filling(fill)
    const part = [text.slice(rest, from), before, addressed(shape, at), after]
    rest = to
    return part
  })
  return [...parts, text.slice(rest)].join('')
}

/** Whether the address holds the version. */
export const pins = (shape: Shape): boolean =>
  shape.form === 'uri' ? shape.versioned : shape.form === 'url' || shape.version !== undefined

/** JSON on one line, which is YAML too, wherever it stands. */
function addressed(shape: Shape, at: At): string {
  const { bucket, key, version, url } = at
  if (shape.form === 'url') return JSON.stringify(url)
  if (shape.form === 'uri') {
    const query = shape.versioned && version !== undefined ? `?versionId=${encodeURIComponent(version)}` : ''
    return JSON.stringify(`s3://${bucket}/${key}${query}`)
  }
  const pairs = [
    [shape.bucket, bucket],
    [shape.key, key],
    ...(shape.version && version !== undefined ? [[shape.version, version]] : []),
  ]
  return `{${pairs.map(([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)}`).join(', ')}}`
}

/** `s3://bucket/key?versionId=…`, as the AWS command lines read it. */
export function placeIn(uri: string): Omit<At, 'url'> {
  const [path = '', query = ''] = uri.slice('s3://'.length).split('?', 2)
  const slash = path.indexOf('/')
  const version = new URLSearchParams(query).get('versionId')
  return { bucket: path.slice(0, slash), key: path.slice(slash + 1).replace(/^\/+/, ''), ...(version ? { version } : {}) }
}

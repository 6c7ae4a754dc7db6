import { isAlias, isScalar } from 'yaml'
import { Failure } from '../foundation/failure.ts'
import type { Files } from '../ports/files.ts'
import type { Collected, CollectedArtifact, CollectedTemplate, Slot } from './collected.ts'
import { type Found, propertiesIn } from './find.ts'
import { unplaced } from './image.ts'
import { type Folder, packed, pathIn } from './pack.ts'
import { slotOf } from './slot.ts'
import { type Tree, treeOf } from './tree.ts'

/**
 * The longest template that CloudFormation takes, from a bucket.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
 */
const MAX_TEMPLATE_BYTES = 1_000_000

/** What is to be collected. */
export interface CollectRequest {
  readonly files: Files
  readonly signal: AbortSignal
  /** The template's path in the workspace, and its text. */
  readonly path: string
  readonly text: string
  /** The folder that artifacts are written into. */
  readonly into: string
  /** Whether somebody pushes images that are in no registry yet. Otherwise they are refused. */
  readonly images?: boolean
}

interface Collecting extends Folder {
  readonly images?: boolean
  readonly templates: Map<string, CollectedTemplate>
  readonly artifacts: Map<string, CollectedArtifact>
  /** Paths that were packaged, and what became of them. */
  readonly known: Map<string, CollectedArtifact>
}

/** Packages every local file that a template needs, as `aws cloudformation package` does, but so that equal content is equal. */
export async function collect({ path, text, ...request }: CollectRequest): Promise<Collected> {
  const all: Collecting = { ...request, templates: new Map(), artifacts: new Map(), known: new Map() }
  await template(all, path, text, [])
  return { templates: [...all.templates.values()], artifacts: [...all.artifacts.values()] }
}

async function template(all: Collecting, path: string, text: string, around: readonly string[]): Promise<void> {
  const tree = treeOf(path, text)
  const found = propertiesIn(tree)
  refuseShared(tree, found)
  const slots: Slot[] = []
  for (const one of found) {
    all.signal.throwIfAborted()
    const fill = await fillOf(all, tree, one, [...around, path])
    if (fill) slots.push(slotOf(tree, one, fill))
  }
  all.templates.set(path, { id: path, text, slots: distinct(tree, slots) })
}

async function fillOf(all: Collecting, tree: Tree, found: Found, around: readonly string[]): Promise<Slot['fill'] | undefined> {
  const { value, property, where } = found
  if (found.image && value !== undefined) {
    if (!all.images) throw unplaced(tree, where, value)
    return { image: value }
  }
  if (value !== undefined && /^s3:\/\/[^/]+\/./.test(value)) return property.shape.form === 'map' ? { uri: value } : undefined
  if (property.nested && value !== undefined) {
    return /^https?:\/\//.test(value) ? undefined : { template: await nested(all, pathIn(tree, found), where, around) }
  }
  const path = pathIn(tree, found)
  const key = `${property.zip}:${path}`
  const artifact = all.known.get(key) ?? (await packed(all, path, where, property.zip))
  all.known.set(key, artifact)
  if (!all.artifacts.has(artifact.id)) all.artifacts.set(artifact.id, artifact)
  return { artifact: artifact.id }
}

async function nested(all: Collecting, path: string, where: string, around: readonly string[]): Promise<string> {
  if (around.includes(path)) throw new Failure(`${where}: ${path} nests itself.`, { code: 'TEMPLATE_INVALID' })
  if (all.templates.has(path)) return path
  const sight = await all.files.look(path)
  if (sight?.kind === 'outside') {
    throw new Failure(`${where}: ${path} leads out of the repository.`, { code: 'ARTIFACT_REFUSED' })
  }
  if (sight?.kind !== 'file') throw new Failure(`${where}: there is no template ${path}.`, { code: 'ARTIFACT_MISSING' })
  if (sight.bytes > MAX_TEMPLATE_BYTES) {
    throw new Failure(`${path} has ${sight.bytes} bytes; CloudFormation takes ${MAX_TEMPLATE_BYTES}.`, {
      code: 'TEMPLATE_TOO_LARGE',
    })
  }
  await template(all, path, (await all.files.read(path)) ?? '', around)
  return path
}

/** Where a value has a name, what else is called by that name would change too. */
function refuseShared(tree: Tree, found: readonly Found[]): void {
  const nodes = new Set(found.map(({ node }) => node))
  for (const { node, where } of found) {
    if (!isScalar(node) || !node.anchor) continue
    const others = [...tree.meant].filter(([alias, meant]) => meant === node && !nodes.has(alias))
    const [alias] = others[0] ?? []
    if (!alias || !isAlias(alias)) continue
    const place = tree.place(alias.range?.[0] ?? 0)
    throw new Failure(`${place}: *${alias.source} stands for the path of ${where}, which becomes an address in a bucket.`, {
      code: 'TEMPLATE_INVALID',
      fix: 'Write the path out in one of the two places.',
    })
  }
}

/** One edit a place: resources that share their properties ask for the same one. */
function distinct(tree: Tree, slots: readonly Slot[]): readonly Slot[] {
  const kept: Slot[] = []
  for (const slot of slots) {
    const same = kept.find(({ from, to }) => from === slot.from && to === slot.to)
    if (!same) kept.push(slot)
    else if (JSON.stringify({ ...same, where: '' }) !== JSON.stringify({ ...slot, where: '' })) {
      throw new Failure(`${tree.place(slot.from)}: ${same.where} and ${slot.where} are one text, and need two.`, {
        code: 'TEMPLATE_INVALID',
        fix: 'Write the properties out for each of them.',
      })
    }
  }
  return kept
}

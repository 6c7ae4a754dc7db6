import type { Fields } from '../../http/params.ts'
import type { Process } from '../../simulation.ts'
import { same } from '../compare.ts'
import { customName, kindOf } from '../kinds.ts'
import type { ResourceRecord } from '../records.ts'
import { physicalId } from '../scope.ts'
import { type Deployment, propertiesOf } from './deployment.ts'
import { createNested, updateNested } from './nested.ts'
import { denied } from './policy.ts'
import { refusal, replacementRefusal } from './refusals.ts'

const NESTED = 'AWS::CloudFormation::Stack'

/** Brings one resource to what the goal wants; false when that failed. */
export function* bring(deployment: Deployment, id: string): Process<boolean> {
  const { world, entry, goal, imports } = deployment
  const type = String(goal.source.template.resources[id]?.['Type'])
  const found = entry.history.now.resources.get(id)
  const old = found?.physicalId && found.status !== 'CREATE_FAILED' && found.status !== 'DELETE_COMPLETE' ? found : undefined
  const properties = propertiesOf(deployment, id)
  if (imports.has(id)) return yield* take(deployment, id, type, properties)
  if (!old) return yield* create(deployment, { logicalId: id, type, properties })
  if (type !== NESTED && same(old.properties, properties.real) && old.status !== 'UPDATE_FAILED') return true
  const no = denied(deployment, id, needsReplacement(old, properties.real) ? 'Update:Replace' : 'Update:Modify')
  if (no) {
    world.stacks.setResource(entry, { ...old, status: 'UPDATE_FAILED', reason: no })
    return false
  }
  if (type === NESTED) return yield* updateNested(deployment, old, properties)
  return yield* (needsReplacement(old, properties.real) ? replace : update)(deployment, old, properties)
}

/** Whether the change touches a property that cannot be changed in place. */
export const needsReplacement = (old: ResourceRecord, properties: Fields): boolean =>
  (kindOf(old.type).recreate ?? []).some((name) => !same(old.properties[name], properties[name]))

interface Properties {
  readonly real: Fields
  readonly shown: Fields
}

interface Wanted {
  readonly logicalId: string
  readonly type: string
  readonly properties: Properties
}

function* create(deployment: Deployment, { logicalId, type, properties }: Wanted): Process<boolean> {
  const { world, entry } = deployment
  const blank = { logicalId, type, properties: properties.real, shown: properties.shown }
  world.stacks.setResource(entry, { ...blank, status: 'CREATE_IN_PROGRESS' })
  if (type === NESTED) return yield* createNested(deployment, blank)
  const refused = refusal(world, type, properties.real)
  const named = identify(deployment, blank)
  if (!refused) {
    const reason = 'Resource creation Initiated'
    world.stacks.setResource(entry, { ...blank, ...named, status: 'CREATE_IN_PROGRESS', reason })
  }
  yield world.scripts.duration(entry.path, logicalId)
  const failure = refused ?? world.scripts.failure(entry.path, logicalId, 'create')
  const made = refused ? blank : { ...blank, ...named }
  const status = failure ? 'CREATE_FAILED' : 'CREATE_COMPLETE'
  world.stacks.setResource(entry, { ...made, status, reason: failure })
  return !failure
}

function* update({ world, entry }: Deployment, old: ResourceRecord, { real, shown }: Properties): Process<boolean> {
  const { logicalId } = old
  world.stacks.setResource(entry, { ...old, status: 'UPDATE_IN_PROGRESS', reason: undefined }, shown)
  yield world.scripts.duration(entry.path, logicalId)
  const failure = world.scripts.failure(entry.path, logicalId, 'update')
  const status = failure ? 'UPDATE_FAILED' : 'UPDATE_COMPLETE'
  world.stacks.setResource(entry, { ...old, ...(failure ? {} : { properties: real, shown }), status, reason: failure }, shown)
  return !failure
}

function* replace(deployment: Deployment, old: ResourceRecord, { real, shown }: Properties): Process<boolean> {
  const { world, entry } = deployment
  const { logicalId, type } = old
  const reason = 'Requested update requires the creation of a new physical resource; hence creating one.'
  world.stacks.setResource(entry, { ...old, status: 'UPDATE_IN_PROGRESS', reason }, shown)
  const refused = replacementRefusal(entry, old, real) ?? refusal(world, type, real)
  const named = identify(deployment, { logicalId, type, properties: real })
  if (!refused) {
    const started = { ...old, physicalId: named.physicalId, status: 'UPDATE_IN_PROGRESS', reason: 'Resource creation Initiated' }
    world.stacks.tell(entry, { ...started, properties: JSON.stringify(shown) })
  }
  yield world.scripts.duration(entry.path, logicalId)
  const failure = refused ?? world.scripts.failure(entry.path, logicalId, 'update')
  if (failure) world.stacks.setResource(entry, { ...old, status: 'UPDATE_FAILED', reason: failure }, shown)
  else
    world.stacks.setResource(entry, { ...old, ...named, status: 'UPDATE_COMPLETE', reason: undefined, properties: real, shown })
  return !failure
}

function* take(
  { world, entry, imports }: Deployment,
  logicalId: string,
  type: string,
  { real, shown }: Properties,
): Process<boolean> {
  const id = imports.get(logicalId) ?? ''
  const record = { logicalId, type, properties: real, shown, physicalId: id, name: id }
  world.stacks.setResource(entry, { ...record, status: 'IMPORT_IN_PROGRESS', reason: 'Resource import started.' })
  yield world.scripts.duration(entry.path, logicalId)
  const failure = world.scripts.failure(entry.path, logicalId, 'create')
  const reason = failure ?? 'Resource import completed.'
  world.stacks.setResource(entry, { ...record, status: failure ? 'IMPORT_FAILED' : 'IMPORT_COMPLETE', reason })
  return !failure
}

function identify({ world, entry }: Deployment, one: Pick<ResourceRecord, 'logicalId' | 'type' | 'properties'>) {
  const generated = `${entry.name}-${one.logicalId}-${world.ids.suffix()}`
  const name = customName(one.type, one.properties) ?? (one.type === 'AWS::S3::Bucket' ? generated.toLowerCase() : generated)
  return { name, physicalId: physicalId(world, one.type, name, one.properties) }
}

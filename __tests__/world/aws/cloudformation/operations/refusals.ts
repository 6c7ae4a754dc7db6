import type { Fields } from '../../http/params.ts'
import type { World } from '../../world.ts'
import { same } from '../compare.ts'
import { customName, targetArn } from '../kinds.ts'
import type { ResourceRecord, StackEntry } from '../records.ts'

const LIVE = /^(CREATE|UPDATE|IMPORT)_/

/** Why a service would refuse to make this resource, if it would. */
export function refusal(world: World, type: string, properties: Fields): string | undefined {
  if (type === 'AWS::Lambda::Url') return missingFunction(world, properties)
  const name = customName(type, properties)
  if (name === undefined || !taken(world, type, name)) return undefined
  return worded(world, `Resource of type '${type}' with identifier '${name}' already exists.`, 'AlreadyExists')
}

/** Why CloudFormation itself would refuse this replacement, if it would. */
export function replacementRefusal(entry: StackEntry, old: ResourceRecord, properties: Fields): string | undefined {
  const name = customName(old.type, properties)
  if (name === undefined || !same(name, old.name)) return undefined
  return `CloudFormation cannot update a stack when a custom-named resource requires replacing. Rename ${name} and update the stack ${entry.id} again.`
}

function missingFunction(world: World, properties: Fields): string | undefined {
  const { account, region } = world
  const arn = targetArn({ name: '', account, region, properties })
  if (taken(world, 'AWS::Lambda::Function', arn.split(':function:')[1] ?? '')) return undefined
  return worded(
    world,
    `Function not found: ${arn} (Service: Lambda, Status Code: 404, Request ID: ${world.ids.uuid()})`,
    'NotFound',
  )
}

const taken = (world: World, type: string, name: string): boolean =>
  world.stacks.entries.some((entry) =>
    [...entry.history.now.resources.values()].some(
      (one) => one.type === type && one.name === name && one.physicalId && LIVE.test(one.status),
    ),
  )

/** A refusal of a resource's own service, the way CloudFormation passes it on. */
const worded = (world: World, message: string, code: string): string =>
  `Resource handler returned message: "${message}" (RequestToken: ${world.ids.uuid()}, HandlerErrorCode: ${code})`

import { ServiceError, validationError } from '../../http/failure.ts'
import { type Fields, flagOf, objectsOf, textOf, textsOf } from '../../http/params.ts'
import type { World } from '../../world.ts'
import { beginChangeSet } from '../change-set.ts'
import type { Goal, StackEntry } from '../records.ts'
import { sourceOf } from '../source.ts'
import { isUpdatable } from '../statuses.ts'
import { requireCapabilities } from '../template/capabilities.ts'
import { checkTemplate } from '../template/order.ts'
import { settle } from '../template/parameters.ts'
import { NO_TEMPLATE } from '../template/parse.ts'
import { type Action, once } from './action.ts'

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateChangeSet.html */
export const createChangeSet: Action = (params, { world }) => {
  const stackName = textOf(params, 'StackName') ?? ''
  const name = textOf(params, 'ChangeSetName') ?? ''
  const type = textOf(params, 'ChangeSetType') ?? 'UPDATE'
  const found = world.stacks.find(stackName, world.sim.at)?.entry
  const run = (): { Id: string; StackId: string } => {
    admit(found, type, stackName, name)
    const goal = goalOf(world, found, params)
    const entry = found ?? shell(world, stackName, goal)
    if (entry.changeSets.some((one) => one.name === name && one.deletedAt === undefined)) {
      throw new ServiceError('AlreadyExistsException', `ChangeSet ${name} already exists`)
    }
    const changeSet = beginChangeSet(world, entry, {
      name,
      type,
      goal,
      description: textOf(params, 'Description'),
      onStackFailure: textOf(params, 'OnStackFailure'),
      nested: flagOf(params, 'IncludeNestedStacks') ?? false,
      revertsDrift: revertsDrift(params),
      imports: objectsOf(params, 'ResourcesToImport'),
    })
    return { Id: changeSet.id, StackId: entry.id }
  }
  const token = textOf(params, 'ClientToken')
  if (found) return once(found, 'CreateChangeSet', token, params, run)
  const answer = run()
  return once(world.stacks.get(answer.StackId).entry, 'CreateChangeSet', token, params, () => answer)
}

function admit(found: StackEntry | undefined, type: string, stackName: string, name: string): void {
  const status = found?.history.now.status
  if (!/^[a-zA-Z][-a-zA-Z0-9]{0,127}$/.test(name)) {
    const rule = 'Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*'
    throw validationError(`1 validation error detected: Value '${name}' at 'changeSetName' failed to satisfy constraint: ${rule}`)
  }
  if (type === 'CREATE') {
    if (status === undefined || status === 'REVIEW_IN_PROGRESS') return
    throw validationError(`Stack [${stackName}] already exists and cannot be created again with the changeSet [${name}].`)
  }
  if (!found || status === undefined) {
    if (type === 'IMPORT') return
    throw validationError(`Stack [${stackName}] does not exist`)
  }
  if (!isUpdatable(status)) throw validationError(`Stack:${found.id} is in ${status} state and can not be updated.`)
}

function revertsDrift(params: Fields): boolean {
  const asked = textOf(params, 'DeploymentMode') === 'REVERT_DRIFT'
  if (asked && flagOf(params, 'IncludeNestedStacks')) throw validationError('REVERT_DRIFT does not go with IncludeNestedStacks')
  return asked
}

function goalOf(world: World, found: StackEntry | undefined, params: Fields): Goal {
  const before = found?.history.now
  const source = sourceOf(world, params, before?.source)
  checkTemplate(source.template)
  const capabilities = textsOf(params, 'Capabilities')
  requireCapabilities(source.template, capabilities)
  return {
    source,
    parameters: settle(source.template, objectsOf(params, 'Parameters'), before?.parameters ?? {}),
    tags: 'Tags' in params ? objectsOf(params, 'Tags') : (before?.tags ?? []),
    capabilities,
    notificationArns: 'NotificationARNs' in params ? textsOf(params, 'NotificationARNs') : (before?.notificationArns ?? []),
    roleArn: textOf(params, 'RoleARN') ?? before?.roleArn,
    rollbackConfiguration: (params['RollbackConfiguration'] as Fields | undefined) ?? before?.rollbackConfiguration,
  }
}

/** A stack that does not exist yet gets a place for its first change set. */
function shell(world: World, name: string, goal: Goal): StackEntry {
  const empty = {
    source: NO_TEMPLATE,
    parameters: {},
    capabilities: [],
    tags: goal.tags,
    notificationArns: goal.notificationArns,
  }
  const entry = world.stacks.add(name, 'REVIEW_IN_PROGRESS', { ...empty, roleArn: goal.roleArn })
  world.stacks.setStatus(entry, 'REVIEW_IN_PROGRESS', 'User Initiated')
  return entry
}

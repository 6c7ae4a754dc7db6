import { validationError } from '../../http/failure.ts'
import { textOf } from '../../http/params.ts'
import type { Out } from '../../http/xml.ts'
import type { ResourceRecord } from '../records.ts'
import { type Action, page } from './action.ts'

const PAGE_SIZE = 100

const common = (one: ResourceRecord): { readonly [name: string]: Out } => ({
  LogicalResourceId: one.logicalId,
  PhysicalResourceId: one.physicalId ?? '',
  ResourceType: one.type,
  ResourceStatus: one.status,
  ResourceStatusReason: one.reason,
  DriftInformation: { StackResourceDriftStatus: 'NOT_CHECKED' },
})

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListStackResources.html */
export const listStackResources: Action = (params, { world, at }) => {
  const { record } = world.stacks.get(textOf(params, 'StackName') ?? '', at)
  const { items, next } = page([...record.resources.values()], textOf(params, 'NextToken'), PAGE_SIZE)
  return {
    StackResourceSummaries: items.map((one) => ({ ...common(one), LastUpdatedTimestamp: new Date(one.at) })),
    NextToken: next,
  }
}

/** The first hundred only, as the service has it. https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStackResources.html */
export const describeStackResources: Action = (params, { world, at }) => {
  const physical = textOf(params, 'PhysicalResourceId')
  const owner = world.stacks.entries.findLast((entry) =>
    [...entry.history.now.resources.values()].some((one) => one.physicalId === physical),
  )
  if (physical !== undefined && !owner) throw validationError(`Stack for ${physical} does not exist`)
  const { entry, record } = world.stacks.get(textOf(params, 'StackName') ?? owner?.id ?? '', at)
  const only = textOf(params, 'LogicalResourceId')
  const wanted = [...record.resources.values()].filter((one) => only === undefined || one.logicalId === only)
  const where = { StackName: entry.name, StackId: entry.id }
  return { StackResources: wanted.slice(0, PAGE_SIZE).map((one) => ({ ...where, ...common(one), Timestamp: new Date(one.at) })) }
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStackResource.html */
export const describeStackResource: Action = (params, { world, at }) => {
  const { entry, record } = world.stacks.get(textOf(params, 'StackName') ?? '', at)
  const id = textOf(params, 'LogicalResourceId') ?? ''
  const one = record.resources.get(id)
  if (!one) throw validationError(`Resource ${id} does not exist for stack ${entry.name}`)
  return {
    StackResourceDetail: { StackName: entry.name, StackId: entry.id, ...common(one), LastUpdatedTimestamp: new Date(one.at) },
  }
}

import { textOf, textsOf } from '../../http/params.ts'
import { type Action, page } from './action.ts'

const PAGE_SIZE = 100

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStackResourceDrifts.html */
export const describeStackResourceDrifts: Action = (params, { world, at }) => {
  const { entry, record } = world.stacks.get(textOf(params, 'StackName') ?? '', at)
  const wanted = textsOf(params, 'StackResourceDriftStatusFilters')
  const found = entry.drift.filter(({ status }) => wanted.length === 0 || wanted.includes(status))
  const { items, next } = page(found, textOf(params, 'NextToken'), PAGE_SIZE)
  const drifts = items.map(({ logicalId, status, differences = [] }) => ({
    StackId: entry.id,
    LogicalResourceId: logicalId,
    PhysicalResourceId: record.resources.get(logicalId)?.physicalId,
    ResourceType: record.resources.get(logicalId)?.type,
    StackResourceDriftStatus: status,
    PropertyDifferences: differences.map(({ path, expected, actual }) => ({
      PropertyPath: path,
      ExpectedValue: expected,
      ActualValue: actual,
      DifferenceType: 'NOT_EQUAL',
    })),
    Timestamp: new Date(at),
  }))
  return { StackResourceDrifts: drifts, NextToken: next }
}

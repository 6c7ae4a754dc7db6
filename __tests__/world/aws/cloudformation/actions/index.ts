import type { Action } from './action.ts'
import { cancelUpdateStack } from './cancel-update-stack.ts'
import { createChangeSet } from './create-change-set.ts'
import { deleteChangeSet } from './delete-change-set.ts'
import { deleteStack } from './delete-stack.ts'
import { describeChangeSet } from './describe-change-set.ts'
import { describeEvents } from './describe-events.ts'
import { describeStackDriftDetectionStatus } from './describe-stack-drift-detection-status.ts'
import { describeStackEvents } from './describe-stack-events.ts'
import { describeStackResourceDrifts } from './describe-stack-resource-drifts.ts'
import { describeStacks } from './describe-stacks.ts'
import { detectStackDrift } from './detect-stack-drift.ts'
import { executeChangeSet } from './execute-change-set.ts'
import { getTemplate } from './get-template.ts'
import { listChangeSets } from './list-change-sets.ts'
import { getStackPolicy, setStackPolicy, updateTerminationProtection } from './protection.ts'
import { describeStackResource, describeStackResources, listStackResources } from './resources.ts'
import { continueUpdateRollback, rollbackStack } from './roll-back.ts'
import { getTemplateSummary, validateTemplate } from './template-summary.ts'

/** The CloudFormation actions that are modelled, by their names on the wire. */
export const ACTIONS: Readonly<Record<string, Action>> = {
  CancelUpdateStack: cancelUpdateStack,
  ContinueUpdateRollback: continueUpdateRollback,
  CreateChangeSet: createChangeSet,
  DeleteChangeSet: deleteChangeSet,
  DeleteStack: deleteStack,
  DescribeChangeSet: describeChangeSet,
  DescribeEvents: describeEvents,
  DescribeStackDriftDetectionStatus: describeStackDriftDetectionStatus,
  DescribeStackEvents: describeStackEvents,
  DescribeStackResource: describeStackResource,
  DescribeStackResourceDrifts: describeStackResourceDrifts,
  DescribeStackResources: describeStackResources,
  DescribeStacks: describeStacks,
  DetectStackDrift: detectStackDrift,
  ExecuteChangeSet: executeChangeSet,
  GetStackPolicy: getStackPolicy,
  GetTemplate: getTemplate,
  GetTemplateSummary: getTemplateSummary,
  ListChangeSets: listChangeSets,
  ListStackResources: listStackResources,
  RollbackStack: rollbackStack,
  SetStackPolicy: setStackPolicy,
  UpdateTerminationProtection: updateTerminationProtection,
  ValidateTemplate: validateTemplate,
}

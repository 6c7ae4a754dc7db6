import {
  CancelUpdateStackCommand,
  CloudFormationClient,
  CreateChangeSetCommand,
  DeleteChangeSetCommand,
  DescribeChangeSetCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  GetTemplateCommand,
  GetTemplateSummaryCommand,
  ListChangeSetsCommand,
  ListStackResourcesCommand,
} from '@aws-sdk/client-cloudformation'
import { byTime, type Where } from '../domain/stack.ts'
import type { CloudFormation } from '../ports/cloudformation.ts'
import type { Clock } from '../ports/index.ts'
import type { Access } from './access.ts'
import { clientOptions } from './aws.ts'
import { calls } from './cloudformation-calls.ts'
import { care } from './cloudformation-care.ts'
import { drifting } from './cloudformation-drift.ts'
import { absent, accepted, isTaken } from './cloudformation-refusals.ts'
import { changeSetEntry, creation, description, event, page, templateAt } from './cloudformation-shapes.ts'

/** The region that the environment or the AWS profile in use names. */
export const profileRegion = (): Promise<string | undefined> =>
  new CloudFormationClient({}).config.region().catch(() => undefined)

/** CloudFormation of one region over the AWS SDK. */
export function cloudformation(where: Where, access: Access, clock: Clock): CloudFormation {
  const client = new CloudFormationClient(clientOptions(where, access))
  const { read, write } = calls(clock)

  return {
    ...care(client, { read, write }),
    ...drifting(client, { read, write }),

    describe: (stack, signal) =>
      read('DescribeStacks', signal, async (abortSignal) => {
        const answer = await absent(client.send(new DescribeStacksCommand({ StackName: stack }), { abortSignal }))
        const found = answer?.Stacks?.[0]
        return found && description(found)
      }),

    describeAll: (signal, next) =>
      read('DescribeStacks', signal, async (abortSignal) => {
        const answer = await client.send(new DescribeStacksCommand(next ? { NextToken: next } : {}), { abortSignal })
        return { stacks: (answer.Stacks ?? []).map(description), ...(answer.NextToken ? { next: answer.NextToken } : {}) }
      }),

    templateSummary: (template, signal) =>
      read('GetTemplateSummary', signal, async (abortSignal) => {
        const answer = await accepted(client.send(new GetTemplateSummaryCommand(templateAt(template)), { abortSignal }))
        return {
          parameters: (answer.Parameters ?? []).map((p) => ({
            name: p.ParameterKey ?? '',
            type: p.ParameterType ?? 'String',
            hasDefault: p.DefaultValue !== undefined,
            noEcho: p.NoEcho ?? false,
          })),
          capabilities: answer.Capabilities ?? [],
          transforms: answer.DeclaredTransforms ?? [],
        }
      }),

    template: (stack, signal, changeSet) =>
      read('GetTemplate', signal, async (abortSignal) => {
        const answer = await client.send(
          new GetTemplateCommand({
            ...(changeSet?.startsWith('arn:') ? {} : { StackName: stack }),
            TemplateStage: 'Original',
            ...(changeSet ? { ChangeSetName: changeSet } : {}),
          }),
          { abortSignal },
        )
        return answer.TemplateBody ?? ''
      }),

    createChangeSet: (request, signal) =>
      write('CreateChangeSet', signal, async (abortSignal) => {
        const command = new CreateChangeSetCommand(creation(request))
        return (await absent(client.send(command, { abortSignal }), isTaken)) ? 'created' : 'exists'
      }),

    describeChangeSet: (stack, changeSet, signal, next) =>
      read('DescribeChangeSet', signal, async (abortSignal) => {
        const command = new DescribeChangeSetCommand({
          // The ARN of a change set says which stack it is of.
          ...(changeSet.startsWith('arn:') ? {} : { StackName: stack }),
          ChangeSetName: changeSet,
          IncludePropertyValues: true,
          ...(next ? { NextToken: next } : {}),
        })
        const answer = await absent(client.send(command, { abortSignal }))
        return answer && page(answer)
      }),

    changeSets: (stack, signal, next) =>
      read('ListChangeSets', signal, async (abortSignal) => {
        const input = { StackName: stack, ...(next ? { NextToken: next } : {}) }
        const answer = await client.send(new ListChangeSetsCommand(input), { abortSignal })
        return {
          changeSets: (answer.Summaries ?? []).map(changeSetEntry),
          ...(answer.NextToken ? { next: answer.NextToken } : {}),
        }
      }),

    deleteChangeSet: (stack, changeSet, signal) =>
      write('DeleteChangeSet', signal, async (abortSignal) => {
        await client.send(new DeleteChangeSetCommand({ StackName: stack, ChangeSetName: changeSet }), { abortSignal })
      }),

    executeChangeSet: ({ stack, changeSet, token, keepOnFailure }, signal) =>
      write('ExecuteChangeSet', signal, async (abortSignal) => {
        // Said explicitly wherever it may be said: the documentation contradicts itself about the default.
        const failure = keepOnFailure === undefined ? {} : { DisableRollback: keepOnFailure }
        const input = { StackName: stack, ChangeSetName: changeSet, ClientRequestToken: token, ...failure }
        await client.send(new ExecuteChangeSetCommand(input), { abortSignal })
      }),

    cancelUpdate: (stack, token, signal) =>
      write('CancelUpdateStack', signal, async (abortSignal) => {
        await client.send(new CancelUpdateStackCommand({ StackName: stack, ClientRequestToken: token }), { abortSignal })
      }),

    events: (stackId, signal, next) =>
      read('DescribeStackEvents', signal, async (abortSignal) => {
        const answer = await client.send(
          new DescribeStackEventsCommand({ StackName: stackId, ...(next ? { NextToken: next } : {}) }),
          { abortSignal },
        )
        // Most often it comes so, but nothing that is decided from an order may hang on that.
        const events = (answer.StackEvents ?? []).map(event).sort((a, b) => byTime(b, a))
        return { events, ...(answer.NextToken ? { next: answer.NextToken } : {}) }
      }),

    resources: (stackId, signal, next) =>
      read('ListStackResources', signal, async (abortSignal) => {
        const answer = await client.send(
          new ListStackResourcesCommand({ StackName: stackId, ...(next ? { NextToken: next } : {}) }),
          { abortSignal },
        )
        const resources = (answer.StackResourceSummaries ?? []).map((r) => ({
          logicalId: r.LogicalResourceId ?? '',
          type: r.ResourceType ?? '',
          status: r.ResourceStatus ?? '',
          ...(r.PhysicalResourceId ? { physicalId: r.PhysicalResourceId } : {}),
        }))
        return { resources, ...(answer.NextToken ? { next: answer.NextToken } : {}) }
      }),
  }
}

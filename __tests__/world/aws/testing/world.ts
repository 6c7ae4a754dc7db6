import {
  CloudFormationClient,
  CreateChangeSetCommand,
  type CreateChangeSetCommandInput,
  DescribeChangeSetCommand,
  type DescribeChangeSetCommandOutput,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  type ExecuteChangeSetCommandInput,
  type Stack,
  type StackEvent,
} from '@aws-sdk/client-cloudformation'
import { afterEach } from '@jest/globals'
import { type AwsOptions, type ScriptedAws, startAws } from '../server.ts'
import { TestClock } from './clock.ts'

/** What a client of this world is made with; it never tries twice, so that tests see each answer. */
export const clientOf = (aws: ScriptedAws) => ({
  endpoint: aws.url,
  region: 'us-east-1',
  credentials: { accessKeyId: 'key', secretAccessKey: 'secret' },
  maxAttempts: 1,
})

const open: ScriptedAws[] = []
afterEach(async () => {
  for (const aws of open.splice(0)) await aws.close()
})

/** A server of its own for one test, with a clock that the test moves. */
export async function startWorld(options: Partial<AwsOptions> = {}) {
  const clock = new TestClock()
  const aws = await startAws({ clock, ...options })
  open.push(aws)
  return { aws, clock, stacks: new Stacks(new CloudFormationClient(clientOf(aws)), clock) }
}

/** The calls that most tests make, with the real client. */
export class Stacks {
  readonly client: CloudFormationClient
  readonly #clock: TestClock
  #count = 0

  constructor(client: CloudFormationClient, clock: TestClock) {
    this.client = client
    this.#clock = clock
  }

  /** Makes a change set and waits for it. */
  async plan(input: Partial<CreateChangeSetCommandInput>): Promise<DescribeChangeSetCommandOutput> {
    this.#count += 1
    const ChangeSetName = `plan-${this.#count}`
    const { Id } = await this.client.send(new CreateChangeSetCommand({ StackName: 'demo', ChangeSetName, ...input }))
    this.#clock.advance(100)
    return await this.client.send(new DescribeChangeSetCommand({ ChangeSetName: Id, IncludePropertyValues: true }))
  }

  async execute(changeSet: DescribeChangeSetCommandOutput, input: Partial<ExecuteChangeSetCommandInput> = {}): Promise<void> {
    await this.client.send(new ExecuteChangeSetCommand({ ChangeSetName: changeSet.ChangeSetId, ...input }))
  }

  /** Makes a stack and lets all the time pass that it needs. */
  async deploy(input: Partial<CreateChangeSetCommandInput>): Promise<Stack> {
    await this.execute(await this.plan({ ChangeSetType: 'CREATE', ...input }))
    this.#clock.advance(60_000)
    return await this.describe(input.StackName)
  }

  async describe(name = 'demo'): Promise<Stack> {
    const { Stacks: found } = await this.client.send(new DescribeStacksCommand({ StackName: name }))
    return found?.[0] as Stack
  }

  /** All events, oldest first. */
  async events(name = 'demo'): Promise<readonly StackEvent[]> {
    const all: StackEvent[] = []
    let NextToken: string | undefined
    do {
      const page = await this.client.send(new DescribeStackEventsCommand({ StackName: name, NextToken }))
      all.push(...(page.StackEvents ?? []))
      NextToken = page.NextToken
    } while (NextToken)
    return all.reverse()
  }

  /** The same in short: `LogicalId STATUS`. */
  async told(name = 'demo'): Promise<readonly string[]> {
    return (await this.events(name)).map((event) => `${event.LogicalResourceId} ${event.ResourceStatus}`)
  }
}

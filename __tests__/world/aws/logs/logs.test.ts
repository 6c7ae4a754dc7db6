import {
  CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  type FilteredLogEvent,
  FilterLogEventsCommand,
  type FilterLogEventsCommandInput,
} from '@aws-sdk/client-cloudwatch-logs'
import { describe, expect, it } from '@jest/globals'
import { clientOf, startWorld } from '../testing/world.ts'

const GROUP = '/aws/lambda/app'

async function started() {
  const { aws, clock } = await startWorld()
  const client = new CloudWatchLogsClient(clientOf(aws))
  const read = async (input: Partial<FilterLogEventsCommandInput> = {}) => {
    const pages: (readonly FilteredLogEvent[])[] = []
    let nextToken: string | undefined
    do {
      const page = await client.send(new FilterLogEventsCommand({ logGroupName: GROUP, ...input, nextToken }))
      pages.push(page.events ?? [])
      nextToken = page.nextToken
    } while (nextToken)
    return pages
  }
  const texts = async (input: Partial<FilterLogEventsCommandInput> = {}) =>
    (await read(input)).flat().map(({ message }) => message)
  return { aws, clock, client, read, texts }
}

describe('log events', () => {
  it('come in pages, some of them empty', async () => {
    const { aws, read } = await started()
    aws.logs.put(
      GROUP,
      'stream',
      ['a', 'b', 'c'].map((message) => ({ message })),
    )
    aws.logs.script(GROUP, { pageSize: 2, emptyPages: 1 })
    expect((await read()).map((page) => page.map(({ message }) => message))).toEqual([[], ['a', 'b'], [], ['c']])
  })

  it('lie between start and end, both included', async () => {
    const { aws, texts } = await started()
    aws.logs.put(
      GROUP,
      'stream',
      [1, 2, 3, 4].map((timestamp) => ({ message: `at ${timestamp}`, timestamp })),
    )
    expect(await texts({ startTime: 2, endTime: 3 })).toEqual(['at 2', 'at 3'])
  })

  it('can be seen late', async () => {
    const { aws, clock, read, texts } = await started()
    const now = clock.now().getTime()
    aws.logs.put(GROUP, 'stream', [{ message: 'late', timestamp: now - 1000, visibleFrom: now + 60_000 }, { message: 'early' }])
    expect(await texts()).toEqual(['early'])
    clock.advance(60_000)
    const [late, early] = (await read()).flat()
    expect([late?.message, late?.timestamp, late?.ingestionTime]).toEqual(['late', now - 1000, now + 60_000])
    expect(late?.eventId).not.toBe(early?.eventId)
  })

  it.each([
    ['ERROR', ['an ERROR here', 'ERROR and WARN']],
    ['ERROR WARN', ['ERROR and WARN']],
    ['?ERROR ?WARN', ['an ERROR here', 'ERROR and WARN', 'only WARN']],
    ['"ERROR here"', ['an ERROR here']],
    ['ERROR -WARN', ['an ERROR here']],
    ['-ERROR', ['only WARN', 'an error, small']],
    ['', ['an ERROR here', 'ERROR and WARN', 'only WARN', 'an error, small']],
  ])('match the pattern %j', async (filterPattern, expected) => {
    const { aws, texts } = await started()
    const messages = ['an ERROR here', 'ERROR and WARN', 'only WARN', 'an error, small']
    aws.logs.put(
      GROUP,
      'stream',
      messages.map((message) => ({ message })),
    )
    expect(await texts({ filterPattern })).toEqual(expected)
  })

  it('are refused where the world would answer wrongly, and where there is no group', async () => {
    const { aws, texts } = await started()
    await expect(texts()).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'The specified log group does not exist.',
    })
    aws.logs.group(GROUP)
    await expect(texts({ filterPattern: '{ $.level = "error" }' })).rejects.toMatchObject({ name: 'InvalidParameterException' })
  })

  it('belong to streams of groups', async () => {
    const { aws, client } = await started()
    aws.logs.put(GROUP, 'one', [{ message: 'x', timestamp: 5 }])
    aws.logs.put(GROUP, 'two', [{ message: 'y', timestamp: 6 }])
    const { logGroups } = await client.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: '/aws/' }))
    expect(logGroups).toEqual([expect.objectContaining({ logGroupName: GROUP, storedBytes: 2 })])
    const { logStreams } = await client.send(new DescribeLogStreamsCommand({ logGroupName: GROUP }))
    expect(logStreams?.map(({ logStreamName, lastEventTimestamp }) => [logStreamName, lastEventTimestamp])).toEqual([
      ['one', 5],
      ['two', 6],
    ])
  })
})

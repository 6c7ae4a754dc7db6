import { describe, expect, it } from '@jest/globals'
import { MAX_SUMMARY_BYTES, renderSummary } from '../../src/notices/summary.ts'
import { hostile, soaked } from './hostile.ts'
import { deployed, operation, plan, record, rolledBack, stack, stage, unhealthy } from './records.ts'

/** The text without fenced blocks; fails where a fence stays open. */
function withoutBlocks(markdown: string): string {
  let fence = ''
  const kept: string[] = []
  for (const line of markdown.split('\n')) {
    const [mark = ''] = /^`{3,}/.exec(line) ?? []
    if (fence === '' && mark) fence = mark
    else if (fence === '') kept.push(line)
    else if (line.trim() === fence) fence = ''
  }
  expect(fence).toBe('')
  return kept.join('\n')
}

/** The text without code spans. */
const withoutSpans = (markdown: string): string => markdown.replace(/(?<![\\`])(`+)(?!`)[^\n]*?(?<!`)\1(?!`)/g, 'C')

/** What can act in each line: code spans, escapes, entities and ordinary characters taken out. */
const frame = (markdown: string): string =>
  withoutBlocks(markdown)
    .split('\n')
    .map((line) =>
      withoutSpans(line)
        .replace(/\\.|&#?\w+;/g, '')
        .replace(/[^|<>[\]`*_#@!C~$]/g, ''),
    )
    .join('\n')

describe('a summary', () => {
  it('tells of a failure from the top: what, whether it is safe, why, what to type', () => {
    expect(renderSummary(rolledBack()).split('### Stacks')[0]).toBe(
      [
        '## ❌ demo on production: the deployment failed and CloudFormation put the old version back',
        '**Is it safe?** CloudFormation says that the old version is back. It was not checked after that.',
        '**Root cause:** `Queue` (AWS::SQS::Queue) in `demo`, template line 12: CREATE\\_FAILED',
        '```text\nDelaySeconds must be at most 900\n```',
        '**Stage** (deploy, [DEPLOY_FAILED](https://github.com/org/deploy-action/blob/v1/docs/errors.md#deploy_failed)): demo: UPDATE\\_ROLLBACK\\_COMPLETE',
        '**Evidence:** Queue could not be made',
        '```text\nthe first event\n```',
        '**Next:** Correct the root cause shown above, then deploy again.',
        '```sh\naws cloudformation describe-stack-events --stack-name demo --region eu-west-1 --max-items 30\n```',
        '',
      ].join('\n\n'),
    )
  })

  it('shows stacks, plan, checks, logs, outputs, parameters, notices and stages', () => {
    const planned = plan({
      parameters: [
        { name: 'Size', source: 'given', secret: false, value: '3' },
        { name: 'Password', source: 'given', secret: true, value: 'hunter22' },
      ],
      changes: [
        { action: 'Add', logicalId: 'New', type: 'AWS::SNS::Topic', properties: [] },
        { action: 'Remove', logicalId: 'Gone', type: 'AWS::SQS::Queue', properties: [], policyAction: 'Delete' },
        {
          action: 'Modify',
          logicalId: 'Table',
          type: 'AWS::DynamoDB::Table',
          replacement: 'True',
          properties: [{ name: 'KeySchema', requiresRecreation: 'Always', cause: 'DirectModification' }],
        },
      ],
    })
    const demo = stack({
      plan: planned,
      operation: operation('succeeded', 'UPDATE_COMPLETE'),
      outputs: { Url: 'https://a.example/' },
    })
    const text = renderSummary(
      deployed({
        stacks: { demo },
        checks: [{ name: 'health', kind: 'http', phase: 'successful', reason: '200', tries: 2, ms: 1500 }],
        logs: { since: '03:04', until: '03:06', groups: [{ name: '/aws/lambda/demo', events: 12, state: 'read' }] },
        notices: [{ kind: 'issue', sent: false, reason: 'no right' }],
      }),
    )
    for (const line of [
      '| demo | eu-west-1 | update | UPDATE\\_COMPLETE | new version | 1 min 5 s |',
      '### Plan: 1 replace, 1 remove, 1 add',
      '| ⚠️ replace | demo | Table | AWS::DynamoDB::Table | KeySchema (recreates: Always; DirectModification) |\n| ⚠️ remove | demo | Gone',
      '| health (http) | ✅ successful | 200 | 2 | 2 s |',
      '| /aws/lambda/demo | 12 | read |',
      '| demo | Url | https&#58;//a.example/ |',
      '| demo | Size | given | 3 |',
      '| demo | Password | given | _secret_ |',
      '| issue | ❌ | no right |',
      '| verify | ✅ successful | verify successful | 1 s |',
      '<details><summary>Parameters</summary>\n\n### Parameters',
    ]) {
      expect(text).toContain(line)
    }
    expect(text).not.toContain('hunter22')
  })

  it('lists findings worst first, and counts them', () => {
    const findings = [
      { severity: 'low', title: 'small' },
      { severity: 'critical', title: 'large', count: 4 },
    ] as const
    const text = renderSummary(unhealthy({ results: [stage('verify', 'failed', { findings })] }))
    expect(text).toContain('### Findings: 1 critical, 1 low\n\n**critical**: large, 4 times\n\n**low**: small')
  })

  it('can be drawn before anything is known', () => {
    expect(renderSummary(record({ stacks: {} }))).toMatch(/^## ⏭️ Deployment on production: there was nothing to do\n/)
  })
})

describe('texts from outside', () => {
  it.each(hostile)('do nothing in a summary: %j', (text) => {
    const written = renderSummary(soaked(text))
    expect(frame(written)).toBe(frame(renderSummary(soaked('harmless'))))
    expect(withoutSpans(withoutBlocks(written))).not.toMatch(/<script|<img|<\/details>[^\n]|<!--/)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these must be gone
    expect(written).not.toMatch(/[\u0000-\u0008\u001b\u202a-\u202e\u2066-\u2069]/)
  })

  it.each(hostile)('cannot leave a label of the picture: %j', (text) => {
    const [, body = ''] = /```mermaid\n([\s\S]*?)\n```/.exec(renderSummary(soaked(text))) ?? []
    const [, , , , ...bars] = body.split('\n')
    expect(bars).toHaveLength(4)
    for (const bar of bars) expect(bar).toMatch(/^ {2}(section Operations|[\p{L}\p{N} ._-]+ :(done|crit|active), \d+, \d+)$/u)
  })

  it('mention nobody, also where GitHub decodes entities before it looks for mentions', () => {
    const decoded = withoutSpans(withoutBlocks(renderSummary(soaked('@octocat and #1 and GH-2')))).replace(
      /&#(\d+);/g,
      (_entity, point: string) => String.fromCodePoint(Number(point)),
    )
    expect(decoded).toContain('octocat')
    expect(decoded).not.toMatch(/@[a-z0-9]|#\d|GH-\d/i)
  })
})

describe('a long summary', () => {
  const huge = 'ü'.repeat(1_000_000)
  const changes = Array.from({ length: 5000 }, (_, index) => ({
    action: 'Add' as const,
    logicalId: `Resource${index}${'x'.repeat(200)}`,
    type: 'AWS::SNS::Topic',
    properties: Array.from({ length: 20 }, (_property, number) => ({ name: `Property${number}`, cause: huge })),
  }))
  const finding = {
    severity: 'high',
    title: huge,
    cause: huge,
    fix: huge,
    evidence: Array.from({ length: 500 }, () => huge),
  } as const
  const long = rolledBack({
    results: [
      stage('deploy', 'failed', { code: 'DEPLOY_FAILED', reason: huge, findings: Array.from({ length: 300 }, () => finding) }),
    ],
    stacks: Object.fromEntries(
      Array.from({ length: 20 }, (_, index) => [`stack-${index}`, stack({ plan: plan({ changes }), outputs: { A: huge } })]),
    ),
  })

  it('stays under the limit and says what the record holds', () => {
    const text = renderSummary(long)
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(MAX_SUMMARY_BYTES)
    expect(text).toContain('_and 99800 more in the record_')
    expect(text).toContain('… (999500 more characters)')
  })

  it.each([60_000, 30_000, 15_000, 8_000, 5_000])('is cut by whole sections to %d bytes', (limit) => {
    const text = renderSummary(long, limit)
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(limit)
    expect(text.split('\n')[0]).toMatch(/^## ❌ stack-0, stack-1/)
    expect(text).toContain('**Is it safe?**')
    expect(text).toMatch(/_Too long for here: .*\. The record holds it whole\._\n$/)
    withoutBlocks(text)
    for (const line of text.split('\n').filter((row) => row.startsWith('|'))) expect(line).toMatch(/\|$/)
    expect(text.match(/<details>/g)?.length).toBe(text.match(/<\/details>/g)?.length)
  })
})

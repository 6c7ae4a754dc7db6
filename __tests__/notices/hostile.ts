import type { RunRecord } from '../../src/domain/record.ts'
import { operation, plan, record, stack, stage } from './records.ts'

/** Texts that would do something if they were not made inert. */
export const hostile = [
  '@octo/team and @octocat, mail me@example.com',
  'see #1, octo/demo#2, GH-3',
  '</details><script>alert(1)</script><img src=x onerror=alert(1)>',
  '| a | b |\n| --- | --- |\n| c | d |',
  'a \\| b | c \\\\| @octocat',
  '``` \n# heading\n```\n@octocat `code` ``more`` #1',
  '~~~\n@octocat\n~~~',
  '::error file=a::pwned\n::set-output name=x::y',
  '\n\n# A heading\n- item\n1. item\n> quote\n***\nsetext\n===',
  '[link](https://evil.example/) ![image](https://evil.example/x.png) <https://evil.example/> https://evil.example/ www.evil.example',
  '$\\textcolor{red}{x}$ $`x`$ :smile: **bold** __bold__ ~~gone~~',
  '--> <!-- deploy-action/issue/1 0000 -->',
  '\u001b[31mred\u001b[0m \u202eright to left\u0000\u0007 \u2066isolate',
  'x:crit, a, b\n  section Owned\n  click a href "https://evil.example"\n%%{init: {}}%% ; # end',
  '$(rm -rf ~); `id`; \'quoted\' "double" && echo',
  '&#64;octocat &commat;octocat &lt;b&gt;',
] as const

/** A failed run in which every text that can come from outside is the given one. */
export function soaked(text: string): RunRecord {
  const finding = {
    severity: 'high',
    title: text,
    cause: text,
    impact: text,
    fix: text,
    where: text,
    evidence: [text, text],
  } as const
  return record({
    environment: text,
    identity: {
      repository: text,
      sha: text,
      ref: text,
      runId: text,
      attempt: text,
      actor: text,
      event: text,
      workflow: text,
      url: text,
    },
    results: [
      stage('plan', 'successful', { reason: text }),
      stage('deploy', 'failed', { code: 'DEPLOY_FAILED', reason: text, fix: text, findings: [finding] }),
    ],
    stacks: {
      [text]: stack({
        plan: plan({
          changes: [
            {
              action: 'Modify',
              logicalId: text,
              physicalId: text,
              type: text,
              policyAction: text,
              properties: [{ name: text, cause: text }],
            },
          ],
          parameters: [{ name: text, source: 'given', secret: false, value: text }],
          changeSet: text,
        }),
        operation: operation('failed', 'UPDATE_ROLLBACK_FAILED', {
          rootCause: { logicalId: text, type: text, status: text, reason: text, path: [text], line: 3 },
        }),
        outputs: { [text]: text },
        status: text,
      }),
    },
    checks: [{ name: text, kind: text, phase: 'failed', reason: text, tries: 3, ms: 1200 }],
    logs: { since: text, until: text, groups: [{ name: text, events: 4, state: 'read' }] },
    notices: [{ kind: text, sent: true, reason: text, url: text, number: 1 }],
  })
}

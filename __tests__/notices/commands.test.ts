import { execFileSync } from 'node:child_process'
import { describe, expect, it } from '@jest/globals'
import { commandsOf } from '../../src/notices/commands.ts'
import { quoted } from '../../src/notices/words.ts'
import { hostile } from './hostile.ts'
import { deployed, operation, record, rolledBack, stack, stage, unhealthy } from './records.ts'

describe('commands', () => {
  it('show the events of a stack that is not as wanted', () => {
    expect(commandsOf(rolledBack())).toEqual([
      'aws cloudformation describe-stack-events --stack-name demo --region eu-west-1 --max-items 30',
    ])
  })

  it('continue a rollback that got stuck', () => {
    const stacks = { demo: stack({ operation: operation('failed', 'UPDATE_ROLLBACK_FAILED') }) }
    expect(commandsOf(rolledBack({ stacks }))[1]).toBe(
      'aws cloudformation continue-update-rollback --stack-name demo --region eu-west-1',
    )
  })

  it('run again what was only lost', () => {
    const made = record({
      results: [stage('deploy', 'error', { code: 'TIME_LIMIT' })],
      stacks: { demo: stack({ operation: operation('running', 'UPDATE_IN_PROGRESS') }) },
    })
    expect(commandsOf(made).at(-1)).toBe('gh run rerun 4711 --failed --repo octo/demo')
  })

  it('plan anew where an update goes back: its plan is used up', () => {
    const made = record({
      results: [stage('deploy', 'error', { code: 'CANCELLED' })],
      stacks: { demo: stack({ operation: operation('running', 'UPDATE_ROLLBACK_IN_PROGRESS') }) },
    })
    expect(commandsOf(made).at(-1)).toBe('gh run rerun 4711 --repo octo/demo')
  })

  it('show a plan that waits', () => {
    expect(commandsOf(record({ results: [stage('plan', 'successful')] }))).toEqual([
      'aws cloudformation describe-change-set --stack-name demo --region eu-west-1 --change-set-name deploy-action-1',
    ])
  })

  it('read the logs of an unhealthy version', () => {
    const groups = [
      { name: '/aws/lambda/demo', events: 3, state: 'read' },
      { name: '/aws/lambda/none', events: 0, state: 'absent' },
    ] as const
    const logs = { since: '2026-01-02T03:04:05.000Z', until: '2026-01-02T03:06:00.000Z', groups }
    expect(commandsOf(unhealthy({ logs }))).toEqual([
      'aws logs tail /aws/lambda/demo --since 2026-01-02T03:04:05.000Z --region eu-west-1',
    ])
  })

  it('are not needed after a success', () => {
    expect(commandsOf(deployed())).toEqual([])
  })

  it.each(hostile)('pass a name to the shell as one argument: %j', (text) => {
    const seen = execFileSync('sh', ['-c', `printf '%s\\n' ${quoted(text)} end`], { encoding: 'utf8' })
    const lines = seen.split('\n')
    expect(lines).toHaveLength(3)
    expect(lines[1]).toBe('end')
  })
})

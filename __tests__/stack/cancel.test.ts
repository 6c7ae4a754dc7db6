import { describe, expect, it } from '@jest/globals'
import type { Operation } from '../../src/domain/stack.ts'
import { Failure } from '../../src/foundation/failure.ts'
import type { ChangeSetPage, CloudFormation, StackDescription } from '../../src/ports/cloudformation.ts'
import { cancelOperation } from '../../src/stack/cancel.ts'
import { coreOver } from './core.ts'

const running: Operation = { token: 'ours', kind: 'update', state: 'running', status: 'UPDATE_IN_PROGRESS', events: 3 }
const requested: Operation = { ...running, state: 'unknown', status: 'requested', events: 0 }
const page = (execution: string) => ({ execution }) as ChangeSetPage
const refused = new Failure('cannot be called from current stack status', { code: 'AWS_REFUSED' })

async function cancel(operation: Operation, port: Partial<CloudFormation>, policy: 'cancel' | 'continue' = 'cancel') {
  const tokens: string[] = []
  const cancelUpdate: CloudFormation['cancelUpdate'] = async (_, token) => void tokens.push(token)
  const { core } = coreOver({ cancelUpdate, ...port })
  return { ...(await cancelOperation(core, { stack: 'demo', changeSet: 'deploy-1', operation, policy })), tokens }
}

describe('cancelling', () => {
  it('cancels an update under its own token', async () => {
    const { said, operation, tokens } = await cancel(running, {})
    expect(tokens).toEqual(['ours-cancel'])
    expect(said).toContain('putting the old version back')
    expect(operation).toEqual(running)
  })

  it.each([
    ['a creation', { ...running, kind: 'create' as const }, 'cancel' as const],
    ['an update that shall go on', running, 'continue' as const],
  ])('lets %s go on', async (_, operation, policy) => {
    const { said, tokens } = await cancel(operation, {}, policy)
    expect(tokens).toEqual([])
    expect(said).toContain('goes on')
  })

  it('says that nothing was executed only after it has looked twice', async () => {
    let looks = 0
    const never = await cancel(requested, { describeChangeSet: async () => (looks++ < 9 ? page('AVAILABLE') : undefined) })
    expect(never).toMatchObject({ operation: undefined, tokens: [], said: 'nothing was executed on demo' })
    expect(looks).toBe(2)
    let late = 0
    const arrived = await cancel(requested, {
      describeChangeSet: async () => page(late++ === 0 ? 'AVAILABLE' : 'EXECUTE_IN_PROGRESS'),
    })
    expect(arrived).toMatchObject({ operation: { state: 'running' }, tokens: ['ours-cancel'] })
  })

  it('cancels, and keeps it unknown, where it cannot look', async () => {
    const blind = await cancel(requested, {
      describeChangeSet: async () => {
        throw new Failure('expired', { code: 'CREDENTIALS_EXPIRED' })
      },
    })
    expect(blind).toMatchObject({ operation: { state: 'unknown' }, tokens: ['ours-cancel'] })
  })

  it.each([
    ['UPDATE_ROLLBACK_IN_PROGRESS', 'putting the old version back'],
    ['UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'could not be cancelled and may go on'],
  ])('looks at the stack when it is refused: %s', async (status, expected) => {
    const cancelUpdate = async () => {
      throw refused
    }
    const { said } = await cancel(running, { cancelUpdate, describe: async () => ({ status }) as StackDescription })
    expect(said).toContain(expected)
  })
})

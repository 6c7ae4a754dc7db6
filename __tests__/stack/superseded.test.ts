import { describe, expect, it } from '@jest/globals'
import { Failure } from '../../src/foundation/failure.ts'
import type { ChangeSetEntry } from '../../src/ports/cloudformation.ts'
import { clearSuperseded } from '../../src/stack/superseded.ts'
import { coreOver } from './core.ts'

const CHANGED = '2026-11-20T07:00:00.000Z'
const [before, since] = ['2026-11-20T06:59:59.000Z', '2026-11-20T07:00:01.000Z']
const run = { repository: 'octo-org/demo', runId: '42', attempt: '2' }

/** An older change set of another run of the repository, made for the stack as it is now, unless said otherwise. */
const older = (over: Partial<ChangeSetEntry> & { readonly by?: string } = {}): ChangeSetEntry => {
  const { by = 'run 41, attempt 1, of octo-org/demo', ...rest } = over
  return {
    name: 'deploy-41-0123456789ab',
    status: 'CREATE_COMPLETE',
    execution: 'AVAILABLE',
    createdAt: since,
    description: `deploy-action ${by}`,
    ...rest,
  }
}

async function cleared(entries: readonly ChangeSetEntry[], refuse = false) {
  const deleted: string[] = []
  const { core, said } = coreOver({
    // One a page, so that all pages have to be read.
    changeSets: async (_stack, _signal, next = '0') => {
      const at = Number(next)
      return {
        changeSets: entries.slice(at, at + 1),
        ...(at + 1 < entries.length ? { next: String(at + 1) } : {}),
      }
    },
    deleteChangeSet: async (_stack, name) => {
      if (refuse) throw new Failure('cloudformation:DeleteChangeSet is denied', { code: 'ACCESS_DENIED' })
      deleted.push(name)
    },
  })
  const mine = 'deploy-42-aaaaaaaaaaaa'
  const asked = { stack: 'demo', changedAt: CHANGED, region: 'us-east-1', changeSet: mine, run }
  const findings = await clearSuperseded(core, asked)
  return { deleted: deleted.length, waiting: findings.flatMap(({ evidence = [] }) => evidence).length, said, findings }
}

const GONE = { deleted: 1, waiting: 0 }
const TOLD = { deleted: 0, waiting: 1 }
const ALONE = { deleted: 0, waiting: 0 }

describe('an older plan', () => {
  const own = 'run 42, attempt 1, of octo-org/demo'
  const cases = [
    ['from before the last change of the stack', older({ createdAt: before }), GONE],
    ['that CloudFormation itself calls obsolete', older({ execution: 'OBSOLETE' }), GONE],
    ['that failed', older({ status: 'FAILED', execution: 'UNAVAILABLE' }), GONE],
    ['of an earlier attempt of this run', older({ by: own }), GONE],
    ['of another run, for the stack as it is', older(), TOLD],
    ['of another job of this attempt', older({ by: own.replace('attempt 1', 'attempt 2') }), TOLD],
    ['of a later attempt of this run', older({ by: own.replace('attempt 1', 'attempt 3') }), TOLD],
    ['of another repository', older({ createdAt: before, by: 'run 41, attempt 1, of octo-org/other' }), ALONE],
    ['that does not say of which repository it is', older({ createdAt: before, by: 'run 41, attempt 1' }), ALONE],
    ['of another tool', older({ createdAt: before, description: 'Created by AWS SAM CLI' }), ALONE],
    ['with a name that is not ours', older({ createdAt: before, name: 'awscli-cloudformation-package-deploy-1' }), ALONE],
    ['that is being executed', older({ createdAt: before, execution: 'EXECUTE_IN_PROGRESS' }), ALONE],
    ['that was executed', older({ createdAt: before, execution: 'EXECUTE_FAILED' }), ALONE],
    ['that is still being made', older({ status: 'CREATE_IN_PROGRESS', execution: 'UNAVAILABLE' }), ALONE],
    ['that is this one', older({ createdAt: before, name: 'deploy-42-aaaaaaaaaaaa' }), ALONE],
  ] as const
  it.each(cases)('%s', async (_, entry, wanted) => expect(await cleared([entry])).toMatchObject(wanted))
})

describe('several', () => {
  it('are told in one finding, which says how to go on and whose they are', async () => {
    const { findings, deleted } = await cleared([
      older(),
      older({ name: 'deploy-40-0123456789ab', by: 'run 40, attempt 3, of octo-org/demo' }),
      older({ createdAt: before }),
    ])
    expect(deleted).toBe(1)
    expect(findings).toEqual([
      expect.objectContaining({
        severity: 'low',
        title: 'demo has 2 other plans that may wait for approval',
        fix: expect.stringContaining('delete-change-set --stack-name demo --region us-east-1'),
        evidence: [
          `deploy-41-0123456789ab of run 41, attempt 1, made ${since}`,
          `deploy-40-0123456789ab of run 40, attempt 3, made ${since}`,
        ],
      }),
    ])
  })
})

describe('what may not be', () => {
  it('deleting is said, and no more', async () => {
    const { findings, said } = await cleared([older({ createdAt: before })], true)
    expect(findings).toEqual([])
    expect(said.join('\n')).toContain('could not be deleted: cloudformation:DeleteChangeSet is denied')
    expect(said.join('\n')).not.toContain('was deleted')
  })
})

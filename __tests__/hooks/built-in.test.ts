import { describe, expect, it } from '@jest/globals'
import type { Failure } from '../../src/foundation/failure.ts'
import type { HookContext } from '../../src/hooks/hook.ts'
import { invalidate } from '../../src/hooks/invalidate.ts'
import { snapshot } from '../../src/hooks/snapshot.ts'
import type { Backups } from '../../src/ports/backups.ts'
import type { Ports } from '../../src/ports/index.ts'

/** A world of CloudFront and databases in which things take some looks. */
function world({ looks = 2, ends = 'available' as Awaited<ReturnType<Backups['state']>> } = {}) {
  const asked: unknown[] = []
  const left: Readonly<Record<string, string>>[] = []
  let now = 0
  let seen = 0
  const ports = {
    clock: {
      now: () => new Date(now),
      sleep: async (ms: number) => {
        now += ms
      },
      random: () => 0.5,
    },
    distributions: () => ({
      invalidate: async (distribution: string, { paths, token }: { paths: readonly string[]; token: string }) => {
        asked.push([distribution, paths, token])
        return `I${asked.length}`
      },
      invalidated: async () => ++seen > looks,
    }),
    backups: () => ({
      begin: async (kind: string, source: string, name: string) => {
        asked.push([kind, source, name])
        return kind === 'table' ? `arn:aws:dynamodb:us-east-1:123456789012:table/${source}/backup/1` : name
      },
      state: async () => (++seen > looks ? ends : 'creating'),
    }),
  } as unknown as Ports
  const place = { region: 'us-east-1', run: '42-1', id: '42-1-hook-before-deploy-snapshot-0a1b2c', limit: 60_000, log: '' }
  const leave = async (evidence: Readonly<Record<string, string>>) => void left.push(evidence)
  const context: HookContext = { ...place, ports, signal: new AbortController().signal, say: () => undefined, leave }
  return { asked, left, context, elapsed: () => now }
}

const refusal = (promise: Promise<unknown>): Promise<Failure> =>
  promise.then(
    () => Promise.reject(new Error('it was not refused')),
    (thrown: Failure) => thrown,
  )

describe('an invalidation', () => {
  it('is asked for, and waited for only where that is asked for', async () => {
    const { asked, context, elapsed } = world()
    await invalidate.run({ distribution: 'E1', paths: ['/index.html'], wait: false }, context)
    expect([asked, elapsed()]).toEqual([[['E1', ['/index.html'], context.id]], 0])
    const done = await invalidate.run({ distribution: 'E1', paths: ['/*'], wait: true }, context)
    expect([done.reason, elapsed()]).toEqual(['invalidation I2 of 1 paths is done', 10_000])
  })

  it('is asked for again under another token by going back, from what it left', async () => {
    const { asked, left, context } = world()
    await invalidate.run({ distribution: 'E1', paths: ['/a', '/b'], wait: false }, context)
    await invalidate.undo?.(left.at(-1) ?? {}, context)
    expect(asked[1]).toEqual(['E1', ['/a', '/b'], `${context.id}-back`])
  })

  it('that takes longer than its limit fails', async () => {
    const { context } = world({ looks: 1000 })
    const failure = await refusal(invalidate.run({ distribution: 'E1', paths: ['/*'], wait: true }, context))
    expect([failure.code, failure.message]).toEqual(['HOOK_FAILED', 'Invalidation I1 took longer than 1 min.'])
  })
})

describe('a snapshot', () => {
  it.each([
    ['cluster', 'rds restore-db-cluster-from-snapshot'],
    ['instance', 'rds restore-db-instance-from-db-snapshot'],
    ['table', 'dynamodb restore-table-from-backup'],
  ] as const)('of a %s is waited for, and says how it becomes a database again', async (kind, command) => {
    const { asked, left, context, elapsed } = world()
    const { findings, reason } = await snapshot.run({ [kind]: 'orders' }, context)
    const name = 'deploy-42-1-hook-before-deploy-snapshot-0a1b2c'
    expect(asked).toEqual([[kind, 'orders', name]])
    expect(left).toEqual([{ [kind]: 'orders', snapshot: name, region: 'us-east-1' }])
    expect([reason, elapsed()]).toEqual([`${kind} orders is saved as ${name}`, 10_000])
    expect(findings?.[0]?.commands?.[0]).toContain(command)
  })

  it('has a name that RDS takes, however long that of the hook is', async () => {
    const { asked, context } = world()
    const id = `42-1-hook-before-deploy-a--very_long.name-of-a-hook-with-many-words-in-it-0a1b2c`
    await snapshot.run({ instance: 'orders' }, { ...context, id })
    const [[, , name]] = asked as [[string, string, string]]
    expect(name).toMatch(/^[a-z](?:-?[A-Za-z0-9])+$/)
    expect(name.length).toBeLessThanOrEqual(63)
    expect(name).toContain('0a1b2c')
  })

  it('that fails stops what comes after it', async () => {
    const { context } = world({ ends: 'failed' })
    expect((await refusal(snapshot.run({ table: 'orders' }, context))).code).toBe('HOOK_FAILED')
  })

  it.each([[{}], [{ table: 'a', cluster: 'b' }]])('of %j is refused', async (options) => {
    const { asked, context } = world()
    expect((await refusal(snapshot.run(options, context))).message).toBe('A snapshot is of one cluster, instance or table.')
    expect(asked).toEqual([])
  })
})

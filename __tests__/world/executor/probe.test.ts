import { readFileSync } from 'node:fs'
import { expect, it } from '@jest/globals'
import { FastClock } from './clock.ts'
import { rules } from './conformance.ts'
import { openHub } from './hub/hub.ts'

/** What the probe prints, by the names of its facts. */
const factsOf = (log: string): Readonly<Record<string, string>> =>
  Object.fromEntries([...log.matchAll(/^fact (\S+) = (.*)$/gm)].map(([, name = '', value = '']) => [name, value]))

// Minutes of waiting, in seconds: live GitHub prints the same lines, to be held against these.
it('prints what the table takes to be so, with real machines', async () => {
  const path = '.github/workflows/probe.yml'
  const hub = await openHub({ clock: new FastClock(60) })
  try {
    hub.repository('octo-org/demo', {
      files: { [path]: readFileSync(path, 'utf8') },
      environments: { production: { reviewers: ['bob'] } },
    })
    const run = hub.event({ name: 'workflow_dispatch', workflow: 'probe.yml', inputs: { environment: 'production' } })
    await run.waitingFor('production')
    await run.until('the sibling has come', () => run.jobs.some(({ name, status }) => name === 'sibling' && status !== 'queued'))
    hub.approve(run, 'production', { by: 'bob' })
    expect(await run.done).toBe('cancelled')
    const facts = factsOf(run.job('facts').log.join('\n'))
    const taken = Object.values(rules)
      .flat()
      .flatMap(({ fact }) => (fact ? [fact] : []))
    expect(facts).toMatchObject(Object.fromEntries(taken))
    expect(facts['timed-out-said']).toContain('has exceeded the maximum execution time of 1 minutes.')
    expect(facts['superseded-said']).toContain('Canceling since a higher priority waiting request for probe-single-')
  } finally {
    await hub.close()
  }
}, 60_000)

import { describe, expect, it } from '@jest/globals'
import { window } from '../../src/gates/window.ts'
import { contextOf, judged } from './context.ts'
import { gateGround } from './ground.ts'

const OFFICE = { zone: 'Europe/Zurich', open: ['mon-thu 09:00-16:00', 'fri 09:00-12:00'] }

function at(time: string, options: object = OFFICE, inputs: object = {}) {
  const context = contextOf({ event: { inputs } })
  const clock = { ...context.ports.clock, now: () => new Date(time) }
  return judged(window, { ...options }, { ...context, ports: { ...context.ports, clock } })
}

describe('the gate window', () => {
  it.each([
    ['2026-01-12T08:00:00Z', 'successful', 'monday at nine, winter'],
    ['2026-01-12T07:59:00Z', 'failed', 'a minute before'],
    ['2026-07-13T07:00:00Z', 'successful', 'monday at nine, summer'],
    ['2026-07-13T14:00:00Z', 'failed', 'at four it is over'],
    ['2026-07-17T10:30:00Z', 'failed', 'friday afternoon'],
    ['2026-07-18T08:00:00Z', 'failed', 'saturday'],
  ])('reads the clock in its zone, summer and winter: %s is %s, %s', async (time, phase) =>
    expect((await at(time)).phase).toBe(phase),
  )

  it('reads the clock in its zone, summer and winter', async () =>
    expect((await at('2026-07-13T07:00:00Z')).reason).toContain('mon 2026-07-13 09:00 (Europe/Zurich)'))

  it('may reach over midnight', async () => {
    const night = { zone: 'UTC', open: ['fri 22:00-04:00'] }
    const phases = await Promise.all(
      [
        '2026-07-17T21:59:00Z',
        '2026-07-17T22:00:00Z',
        '2026-07-18T03:59:00Z',
        '2026-07-18T04:00:00Z',
        '2026-07-17T03:00:00Z',
      ].map(async (time) => (await at(time, night)).phase),
    )
    expect(phases).toEqual(['failed', 'successful', 'successful', 'failed', 'failed'])
  })

  it('may reach over the end of the week', async () => {
    const days = { zone: 'UTC', open: ['sat-mon 10:00-11:00'] }
    expect((await at('2026-07-19T10:30:00Z', days)).phase).toBe('successful')
    expect((await at('2026-07-21T10:30:00Z', days)).phase).toBe('failed')
  })

  it('is shut in a freeze and on a holiday', async () => {
    const frozen = { ...OFFICE, freezes: [{ from: '2026-07-13', to: '2026-07-14', reason: 'audit' }], holidays: ['2026-07-15'] }
    const [first, second, third] = await Promise.all(
      ['2026-07-14T08:00:00Z', '2026-07-15T08:00:00Z', '2026-07-16T08:00:00Z'].map((time) => at(time, frozen)),
    )
    expect([first?.reason, second?.reason]).toEqual([expect.stringContaining('audit'), expect.stringContaining('holiday')])
    expect([first?.phase, second?.phase, third?.phase]).toEqual(['failed', 'failed', 'successful'])
  })

  it('is passed over with a reason, which is recorded with the name', async () => {
    const options = { ...OFFICE, override: { input: 'why' } }
    const { phase, reason, findings } = await at('2026-07-18T08:00:00Z', options, { why: ' the site is down ' })
    expect([phase, reason]).toEqual(['successful', expect.stringContaining('ana deploys all the same: the site is down')])
    expect(findings).toHaveLength(1)
    for (const why of ['', '  ', 7, undefined]) expect((await at('2026-07-18T08:00:00Z', options, { why })).phase).toBe('failed')
    expect((await at('2026-07-18T08:00:00Z', OFFICE, { why: 'no' })).phase).toBe('failed')
  })

  it('is passed over by an issue with the label, which is recorded with its author', async () => {
    const ground = await gateGround()
    const shut = (label?: string) => {
      const override = label === undefined ? {} : { override: { label } }
      return ground.judge(window, { zone: 'UTC', open: ['sat 00:00-00:01'], ...override })
    }
    expect([(await shut()).phase, ground.github.calls.length]).toEqual(['failed', 0])
    expect((await shut('outside')).phase).toBe('failed')
    ground.repository.issues.open({ title: 'The site is | down', labels: ['outside'], author: 'rosa' })
    const { phase, reason, findings } = await shut('outside')
    expect([phase, reason]).toEqual(['successful', expect.stringContaining('rosa deploys all the same: The site is | down')])
    expect(findings).toHaveLength(1)
    await ground.github.close()
  })

  it.each(['Mars/Olympus', '+02:00', 'CET; rm', '`id`'])('does not know the zone %j', async (zone) =>
    expect((await at('2026-07-13T07:00:00Z', { zone })).phase).toBe('inconclusive'),
  )
})

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { IDENTITY } from './runner.ts'
import { type Result, type Run, type Scene, SMALLEST, scene } from './scene.ts'
import { begun, DEPLOYED, verdictOf } from './sight.ts'

const CONFIG = '.github/deploy.yml'
const FAILED = { failed: true, verdict: 'failed', reason: 'GATE_FAILED' }
const UNKNOWN = { failed: true, verdict: 'inconclusive', reason: 'GATE_UNKNOWN' }
const MAY = { contents: 'read', issues: 'write', actions: 'read', checks: 'read' } as const

let world: Scene
beforeEach(async () => {
  world = await scene()
})
afterEach(() => world.close())

const repository = () => world.github.repository(IDENTITY.repository)
const token = (permissions: Readonly<Record<string, 'read' | 'write'>> = MAY) =>
  world.github.token({ login: 'github-actions[bot]', permissions, repository: IDENTITY.repository })
const gated = (gates: string, more = '') => world.write(CONFIG, `${SMALLEST}${more}gates:\n${gates}`)
const typed = (confirm: string): Run => ({ identity: { event: 'workflow_dispatch' }, event: { inputs: { confirm } } })
const of = ({ record }: Result, name: string) => record.gates?.find((gate) => gate.name === name)
/** Production as an environment that changes nothing, with what it asks for. */
const production = (gates: string) => world.write(CONFIG, `${SMALLEST}environments:\n  production:\n    gates:\n${gates}`)
const onMain = (text: string) => repository().commit({ message: 'On main', files: { [CONFIG]: text } })

describe('a run with gates', () => {
  it('deploys once they are passed, and shows them', async () => {
    await gated('  - confirmation: ship it\n  - ref: { branches: [main] }\n')
    const result = await world.deploy(typed('ship it'))
    expect(verdictOf(result)).toEqual(DEPLOYED)
    expect(result.record.gates?.map(({ name, phase }) => [name, phase])).toEqual([
      ['confirmation', 'successful'],
      ['ref', 'successful'],
    ])
    expect(result.summary).toContain('### Gates')
    expect(result.record.stages[0]).toMatchObject({ stage: 'gate', phase: 'successful' })
  })

  it('with a wrong phrase asks nobody anything, and is no incident', async () => {
    await gated('  - confirmation: ship it\n  - tests-passed\n')
    const result = await world.deploy(typed('Ship it'))
    expect(verdictOf(result)).toEqual(FAILED)
    expect([world.aws.calls, world.github.calls]).toEqual([[], []])
    expect(result.summary).toContain('a gate is not passed; nothing was changed')
    expect(result.summary).toContain('ship it')
  })

  it('is stopped by a gate that cannot be judged', async () => {
    await gated('  - tests-passed\n')
    const result = await world.deploy()
    expect(verdictOf(result)).toEqual(UNKNOWN)
    expect(world.aws.calls).toEqual([])
    expect(of(result, 'tests-passed')?.reason).toContain('403')
    expect(result.annotations.join()).toContain('checks: read')
  })

  it('goes on where the gate is waived, and every report says why', async () => {
    await gated('  - tests-passed\n', 'waive: { tests-passed: "no tests yet, TICKET-12" }\n')
    const result = await world.deploy()
    expect(verdictOf(result)).toEqual(DEPLOYED)
    expect(of(result, 'tests-passed')).toMatchObject({ phase: 'inconclusive', counted: false, waived: 'no tests yet, TICKET-12' })
    expect(result.summary).toContain('no tests yet, TICKET-12')
  })

  it('is stopped by a gate that is not passed, waived or not', async () => {
    await gated('  - ref: { branches: [release] }\n', 'waive: { ref: "it never is" }\n')
    expect(verdictOf(await world.deploy())).toEqual(FAILED)
  })

  it('is only warned where that is asked for', async () => {
    await gated('  - ref: { branches: [release] }\n    on-fail: warn\n')
    const result = await world.deploy()
    expect(verdictOf(result)).toEqual(DEPLOYED)
    expect(result.record.stages[0]?.findings[0]).toMatchObject({ severity: 'medium', title: expect.stringContaining('ref') })
  })

  it('cannot be planned past them', async () => {
    await gated('  - ref: { branches: [release] }\n')
    for (const stages of ['plan', 'plan,deploy', 'synthesize,plan,deploy,verify']) {
      expect(verdictOf(await world.deploy({ inputs: { stages } }))).toEqual(FAILED)
    }
    expect(world.aws.calls).toEqual([])
  })

  it('writes what comes from outside so that nothing acts in it', async () => {
    await gated('  - blockers\n')
    repository().issues.open({ title: '::error::x\n| `</td><script>` @octocat [a](http://x)', labels: ['deployment-blocker'] })
    const result = await world.deploy()
    expect(verdictOf(result)).toEqual(FAILED)
    expect(result.summary).not.toMatch(/<script>|@octocat|\]\(http:\/\/x\)/)
    expect(result.lines.filter((line) => /^\s*::/.test(line))).toEqual([])
  })
})

describe('gates that need what was built', () => {
  const PATH = { PATH: process.env['PATH'] ?? '' }

  it('stop the run before anything is planned', async () => {
    await gated("  - command: 'test ! -e template.yaml'\n")
    const result = await world.deploy({ env: PATH })
    expect(verdictOf(result)).toEqual(FAILED)
    expect(of(result, 'command')).toMatchObject({ phase: 'failed', stage: 'plan' })
    expect(world.aws.calls.map(({ action }) => action)).not.toContain('CreateChangeSet')
  })

  it('leave what they report in the plan where they are passed', async () => {
    const result = { ruleId: 'W1', level: 'warning', message: { text: 'mind this' } }
    await world.write('report.json', JSON.stringify({ version: '2.1.0', runs: [{ results: [result] }] }))
    await gated("  - command: { run: 'cp report.json lint.sarif', sarif: lint.sarif }\n")
    const { outputs, summary } = await world.deploy({ env: PATH })
    expect([outputs['reason-code'], summary]).toEqual(['DEPLOYED', expect.stringContaining('W1: mind this')])
  })

  it('leave the text of a command to the shell', async () => {
    await gated("  - command: { run: 'test \"${MODE}${run.sha:-}\" = production', env: { MODE: '${environment}' } }\n")
    const shell = await world.deploy({ env: PATH })
    expect(shell.outputs['reason-code']).toBe('VALUE_UNKNOWN')
    await gated("  - command: { run: 'test \"${MODE}\" = 42', env: { MODE: '${run.id}' } }\n")
    expect(verdictOf(await world.deploy({ env: PATH }))).toEqual(DEPLOYED)
  })

  it('know the parameters that a stack will be given', async () => {
    const declares =
      'Parameters: { Size: { Type: String, AllowedValues: [small, large] } }\nResources: { Queue: { Type: AWS::SQS::Queue } }\n'
    await world.write('template.yaml', declares)
    const sized = (size: string) => world.write(CONFIG, `${SMALLEST}    parameters: { Size: ${size} }\ngates: [parameters]\n`)
    await sized('huge')
    const result = await world.deploy()
    expect(verdictOf(result)).toEqual(FAILED)
    expect(of(result, 'parameters')?.reason).toContain('Size has none of its allowed values')
    await sized('small')
    expect(verdictOf(await world.deploy())).toEqual(DEPLOYED)
  })
})

describe('the gates of the default branch', () => {
  const strict = '      - confirmation: ship it\n'

  it('are those of the commit where nobody changed them', async () => {
    await production(strict)
    const result = await world.deploy({ ...typed('ship it'), inputs: { environment: 'production' } })
    expect(verdictOf(result)).toEqual(DEPLOYED)
    expect(of(result, 'default-branch')).toMatchObject({ phase: 'successful' })
  })

  it('cannot be dropped by a tagged commit', async () => {
    await production(strict)
    const before = await (async () => `${SMALLEST}environments:\n  production:\n    gates:\n${strict}`)()
    await world.write(CONFIG, `${SMALLEST}environments:\n  production: {}\n`)
    onMain(before)
    const result = await world.deploy({ inputs: { environment: 'production' }, identity: { ref: 'refs/tags/v1.0.0' } })
    expect(verdictOf(result)).toEqual(FAILED)
    expect(of(result, 'default-branch')?.reason).toContain('gate confirmation is missing')
    expect(of(result, 'confirmation')).toMatchObject({ phase: 'failed', of: 'default-branch' })
    expect(world.aws.calls).toEqual([])
  })

  it('cannot be loosened by warning or waiving', async () => {
    const base = `${SMALLEST}environments:\n  production:\n    gates:\n      - tests-passed\n`
    await world.write(CONFIG, `${base}        \n    waive: { tests-passed: because }\n`)
    onMain(base)
    const waived = await world.deploy({ inputs: { environment: 'production' } })
    expect(of(waived, 'default-branch')?.reason).toContain('gate tests-passed is waived')
    await world.write(CONFIG, base.replace('- tests-passed', '- tests-passed: {}\n        on-fail: warn'))
    onMain(base)
    const warned = await world.deploy({ inputs: { environment: 'production' } })
    expect(of(warned, 'default-branch')?.reason).toContain('gate tests-passed only warns')
    expect([verdictOf(waived), verdictOf(warned)]).toEqual([FAILED, FAILED])
  })

  it('are judged besides those of the commit where both differ', async () => {
    const base = `${SMALLEST}environments:\n  production:\n    gates:\n      - ref: { branches: [main] }\n`
    await world.write(CONFIG, base.replace('[main]', '["**"]'))
    onMain(base)
    const elsewhere = { inputs: { environment: 'production' }, identity: { ref: 'refs/heads/feature' } }
    const result = await world.deploy(elsewhere)
    expect(verdictOf(result)).toEqual(FAILED)
    expect(result.record.gates?.map(({ name, phase, of: where }) => [name, phase, where])).toEqual([
      ['ref', 'successful', undefined],
      ['default-branch', 'successful', undefined],
      ['ref', 'failed', 'default-branch'],
    ])
    expect(verdictOf(await world.deploy({ inputs: { environment: 'production' } }))).toEqual(DEPLOYED)
  })

  it('block where they cannot be read, and cannot be waived', async () => {
    await production(strict)
    const blind = token({ issues: 'write' })
    const result = await world.deploy({ ...typed('ship it'), inputs: { environment: 'production' }, token: blind })
    expect(verdictOf(result)).toEqual(UNKNOWN)
    await world.write(CONFIG, `${SMALLEST}waive: { default-branch: because }\n`)
    expect(verdictOf(await world.deploy()).reason).toBe('CONFIG_INVALID')
  })

  it('block where another file is named that the default branch does not have', async () => {
    await world.write('other.yml', `${SMALLEST}environments:\n  production: {}\n`)
    const result = await world.deploy({ inputs: { environment: 'production', config: 'other.yml' } })
    expect(verdictOf(result)).toEqual(UNKNOWN)
    expect(world.aws.calls).toEqual([])
  })
})

describe('what changed since the last deployment', () => {
  const deployed = (sha: string) => {
    const { id } = repository().deployments.create({ environment: 'production', sha })
    repository().deployments.addStatus(id, { state: 'success' })
  }
  const may = { contents: 'read', issues: 'write', deployments: 'read' } as const

  it('is shown to who approves, and acts on nothing', async () => {
    await production('      - ref: { branches: [main] }\n')
    deployed(repository().resolve('main') ?? '')
    repository().commit({ message: 'First | <b>\n\nmore', author: 'rosa' })
    const sha = repository().commit({ message: 'Second @octocat', author: 'lee' })
    const result = await world.deploy({ inputs: { environment: 'production' }, identity: { sha }, token: token(may) })
    expect(verdictOf(result)).toEqual(DEPLOYED)
    expect(result.record.since).toMatchObject({
      total: 2,
      behind: 0,
      commits: [{ title: 'Second @octocat' }, { title: 'First | <b>' }],
    })
    expect(result.summary).toContain('Since the last deployment')
    expect(result.summary).not.toMatch(/<b>|@octocat/)
  })

  it('says what an older commit lacks', async () => {
    await production('      - ref: { branches: [main] }\n')
    const sha = repository().resolve('main') ?? ''
    deployed(repository().commit({ message: 'Newer' }))
    const result = await world.deploy({ inputs: { environment: 'production' }, identity: { sha }, token: token(may) })
    expect(result.summary).toContain('It lacks 1 commits')
  })

  it('stops nothing where it is not known', async () => {
    await production('      - ref: { branches: [main] }\n')
    const result = await world.deploy({ inputs: { environment: 'production' } })
    expect([verdictOf(result), result.record.since]).toEqual([DEPLOYED, undefined])
    expect(result.lines.join()).toContain('what changed since the last deployment of production')
  })
})

describe('between plan and deployment', () => {
  const planned = async (run: Run = {}) => {
    const plan = await world.deploy({ ...run, inputs: { stages: 'plan,report', environment: 'production' } })
    expect(verdictOf(plan).reason).toBe('PLANNED')
    await world.carry('plan')
    return (more: Run = {}) =>
      world.deploy({
        ...run,
        ...more,
        inputs: {
          ...{ stages: 'deploy,report', environment: 'production' },
          ...{ record: 'plan/record.json', 'record-sha256': plan.outputs['record-sha256'] ?? '' },
        },
      })
  }

  it('what can change is judged again, and stops what was approved', async () => {
    await production('      - blockers\n')
    const deploy = await planned()
    const { number } = repository().issues.open({ title: 'Stop', labels: ['deployment-blocker'] })
    const stopped = await deploy()
    expect(verdictOf(stopped)).toEqual(FAILED)
    expect(of(stopped, 'blockers')).toMatchObject({ phase: 'failed', stage: 'deploy' })
    expect(begun(world.aws)).toEqual([])
    repository().issues.close(number, 'rosa', 'completed')
    expect(verdictOf(await deploy({ identity: { attempt: '2' } }))).toEqual(DEPLOYED)
  })

  it('a gate that was not judged with the plan is judged now, whatever it is', async () => {
    await production('      - ref: { branches: [main] }\n')
    const deploy = await planned()
    await production('      - ref: { branches: [main] }\n      - tests-passed\n')
    const stopped = await deploy({ token: token() })
    expect(verdictOf(stopped)).toEqual(UNKNOWN)
    expect(of(stopped, 'tests-passed')).toMatchObject({ phase: 'inconclusive', stage: 'deploy' })
    expect(begun(world.aws)).toEqual([])
  })

  it('the gates of the default branch are looked at again', async () => {
    await production('      - ref: { branches: [main] }\n')
    const deploy = await planned()
    onMain(`${SMALLEST}environments:\n  production:\n    gates:\n      - ref: { branches: [main] }\n      - blockers\n`)
    const stopped = await deploy()
    expect(verdictOf(stopped)).toEqual(FAILED)
    expect(begun(world.aws)).toEqual([])
  })

  it('who approved is asked for in the job that deploys only, and recorded', async () => {
    await production('      - approved\n')
    const { id } = repository().workflowRuns.add({ workflow: 'deploy.yml', actor: IDENTITY.actor })
    const run: Run = { identity: { runId: String(id) }, token: token() }
    const deploy = await planned(run)
    expect(verdictOf(await deploy())).toEqual(UNKNOWN)
    expect(begun(world.aws)).toEqual([])
    repository().workflowRuns.review(id, { environment: 'production', user: 'rosa', comment: 'looks | good' })
    const result = await deploy()
    expect(verdictOf(result)).toEqual(DEPLOYED)
    expect(result.record.approvals).toMatchObject([{ login: 'rosa', state: 'approved', comment: 'looks | good', actor: false }])
    expect(result.summary).toContain('### Approvals')
  })

  it('who approved is recorded where no gate asks for it, too', async () => {
    await production('      - ref: { branches: [main] }\n')
    const { id } = repository().workflowRuns.add({ workflow: 'deploy.yml', actor: IDENTITY.actor })
    const run: Run = { identity: { runId: String(id) }, token: token() }
    const deploy = await planned(run)
    repository().workflowRuns.review(id, { environment: 'production', user: IDENTITY.actor })
    const result = await deploy()
    expect(verdictOf(result)).toEqual(DEPLOYED)
    expect(result.record.approvals).toMatchObject([{ login: IDENTITY.actor, actor: true }])
    expect(result.summary).toContain('who started the run')
  })
})

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { FastClock } from './clock.ts'
import { Bench, conclusions } from './testing/bench.ts'
import { jobOf } from './testing/parsed.ts'

const SAY = 'console.log(JSON.stringify([env.INPUT_SAY, env.GITHUB_ACTION, process.cwd() === env.GITHUB_WORKSPACE]))'

describe('steps', () => {
  let bench: Bench

  beforeEach(async () => {
    bench = await Bench.open()
  })

  afterEach(() => bench.close())

  it('run one after the other until one fails', async () => {
    const end = await bench.run(
      '- { name: a, run: exit 3 }\n- { name: b, run: echo never }\n- { name: c, if: failure(), run: echo c }',
    )
    expect([end.conclusion, conclusions(end)]).toEqual(['failure', { a: 'failure', b: 'skipped', c: 'success' }])
    expect(end.log).not.toContain('never')
    expect(end.annotations).toEqual([{ level: 'error', message: 'Process completed with exit code 3.', properties: {} }])
  })

  it('go on after one that is allowed to fail, which its outcome tells', async () => {
    const end = await bench.run(
      '- { id: a, continue-on-error: true, run: exit 1 }\n- run: echo ${{ steps.a.outcome }} ${{ steps.a.conclusion }} ${{ job.status }}',
    )
    expect([end.conclusion, end.log]).toEqual(['success', expect.stringContaining('\nfailure success success')])
  })

  it('fail where an expression cannot be evaluated', async () => {
    const end = await bench.run(
      "- { name: a, if: fromJSON(''), run: x }\n- { name: b, if: always(), env: { A: \"${{ fromJSON('') }}\" }, run: x }",
    )
    expect(conclusions(end)).toEqual({ a: 'failure', b: 'failure' })
    expect(end.annotations[0]?.message).toContain('The template is not valid.')
  })

  it('give an action its inputs, declared defaults among them, its id and the workspace', async () => {
    await bench.action({ main: SAY })
    const end = await bench.run(
      '- { uses: octo/act@v1 }\n- { uses: octo/act@v1, with: { say: "${{ github.run_id }}" } }\n- { id: mine, uses: $/ }',
    )
    const said = end.log.split('\n').filter((line) => line.startsWith('['))
    expect(said.map((line) => JSON.parse(line))).toEqual([
      ['hello', '__octo_act', true],
      ['1', '__octo_act_2', true],
      ['hello', 'mine', true],
    ])
  })

  it('run the post scripts of actions last, the newest first, with state and what was exported', async () => {
    const main =
      "put(env.GITHUB_STATE, 'who=' + env.INPUT_SAY + '\\n'); put(env.GITHUB_ENV, 'LAST=' + env.INPUT_SAY + '\\n'); process.exit(1)"
    await bench.action({ main, post: "console.log('post of ' + env.STATE_who + env.LAST)" })
    const step = (say: string): string => `- { name: ${say}, if: always(), uses: octo/act@v1, with: { say: ${say} } }\n`
    const end = await bench.run(`${step('a')}${step('b')}- { name: c, if: false, uses: octo/act@v1 }`)
    expect(end.log.match(/post of \w+/g)).toEqual(['post of bb', 'post of ab'])
    expect(end.steps.map(({ name, number, conclusion }) => [number, name, conclusion])).toEqual([
      [1, 'Set up job', 'success'],
      [2, 'a', 'failure'],
      [3, 'b', 'failure'],
      [4, 'c', 'skipped'],
      [5, 'Post b', 'success'],
      [6, 'Post a', 'success'],
      [7, 'Complete job', 'success'],
    ])
  })

  it('are run by bash that stops at the first error, and with pipefail only where bash is named', async () => {
    const list =
      '- { name: plain, run: "false | true" }\n- { name: named, shell: bash, run: "false | true" }\n- { name: e, if: always(), run: "false\\ntrue" }'
    expect(conclusions(await bench.run(list))).toEqual({ plain: 'success', named: 'failure', e: 'failure' })
    expect(conclusions(await bench.run('- { name: d, run: "false | true" }', { defaultShell: 'bash' }))).toEqual({ d: 'failure' })
  })

  it('work in the workspace or below it, in a machine of their own with nothing of our environment', async () => {
    Object.assign(process.env, { LEAK: 'of ours' })
    const end = await bench.run('- run: mkdir below; echo "[$LEAK]" $HOME\n- { working-directory: below, run: pwd }')
    Reflect.deleteProperty(process.env, 'LEAK')
    expect(end.log).toMatch(/\n\[\] \S+home\n/)
    expect(end.log).toMatch(/work\/below$/m)
  })

  it('see the env of workflow, job and step in this order, but not a changed name of the runner', async () => {
    const env = jobOf('env: { A: job, B: "job ${{ github.run_id }}", GITHUB_SHA: mine }\nsteps: [{ run: x }]')
      .find('env')
      ?.assertMapping('env')
    const step = '- { env: { A: step, RUNNER_OS: mine }, run: "echo $A,$B,$GITHUB_SHA,$RUNNER_OS,${{ env.A }}" }'
    const end = await bench.run(step, { env: [undefined, env], runnerEnv: { GITHUB_SHA: 'abc' } })
    expect(end.log).toContain('\nstep,job 1,abc,Linux,step')
  })

  it('are given up when their minutes are over', async () => {
    const end = await bench.run('- { name: a, timeout-minutes: 1, run: sleep 60 }\n- { name: b, if: failure(), run: x=1 }', {
      clock: new FastClock(600),
    })
    expect([end.conclusion, conclusions(end)]).toEqual(['failure', { a: 'failure', b: 'success' }])
    expect(end.annotations.map(({ message }) => message)).toEqual(['The action has timed out.'])
  })

  it('fail where the environment is too large for the system', async () => {
    const end = await bench.run('- { name: a, env: { BIG: "${{ inputs.big }}" }, run: x }', {
      contexts: { github: {}, inputs: { big: 'x'.repeat(150_000) }, vars: {}, needs: {}, secrets: {}, matrix: {}, strategy: {} },
    })
    expect([conclusions(end), end.annotations[0]?.message]).toEqual([{ a: 'failure' }, expect.stringContaining('E2BIG')])
  })

  it.each([
    ['uses: nobody/knows@v1', '- uses: nobody/knows@v1'],
    ['shell: pwsh', '- { shell: pwsh, run: x }'],
    ['hashFiles', "- { if: \"hashFiles('a') != ''\", run: x }"],
    ['timeout-minutes: 0.5', '- { timeout-minutes: 0.5, run: x }'],
    ['the workflow command set-output', '- run: "echo ::set-output name=a::b"'],
    ['input submodules', '- { uses: actions/checkout@v6, with: { submodules: true } }'],
  ])('throw for what is not modelled: %s', async (what, list) => {
    await expect(bench.run(list)).rejects.toThrow(`not modelled: ${what}`)
  })

  it('throw for an input that the action does not declare', async () => {
    await bench.action({})
    await expect(bench.run('- { uses: octo/act@v1, with: { sey: x } }')).rejects.toThrow('declares no input sey')
  })

  it('throw for an action that is not Node or wants to run before all steps', async () => {
    await bench.action({ runs: '{ using: composite, steps: [] }' })
    await expect(bench.run('- uses: octo/act@v1')).rejects.toThrow('an action that runs by composite')
    await bench.action({ runs: '{ using: node24, pre: a.js, main: b.js }' })
    await expect(bench.run('- uses: octo/act@v1')).rejects.toThrow('pre of an action')
  })
})

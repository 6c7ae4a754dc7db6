import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { masksOf } from '../runner/masks.ts'
import { Bench, conclusions } from './testing/bench.ts'
import { jobOf } from './testing/parsed.ts'

const outputs = (map: string) => jobOf(`outputs: ${map}\nsteps: [{ run: x, id: a }]`).find('outputs')?.assertMapping('outputs')

describe('files and commands', () => {
  let bench: Bench

  beforeEach(async () => {
    bench = await Bench.open()
  })

  afterEach(() => bench.close())

  it('hand outputs, environment and path on to later steps', async () => {
    const end = await bench.run(`- id: a
  run: |
    echo one=1 >> $GITHUB_OUTPUT; printf 'two<<E\\nx\\ny\\nE\\n' >> $GITHUB_OUTPUT
    echo KEPT=yes >> $GITHUB_ENV; mkdir bin; printf '#!/bin/sh\\necho found' > bin/tool; chmod +x bin/tool; echo $PWD/bin >> $GITHUB_PATH
- run: echo "\${{ steps.a.outputs.one }} $KEPT \${{ env.KEPT }} $(printf '%s' '\${{ steps.a.outputs.two }}' | wc -c | tr -d ' ')"; tool`)
    expect(end.log).toMatch(/^1 yes yes 3\nfound$/m)
  })

  it('keep each step summary, masked, up to one mebibyte', async () => {
    const end = await bench.run(
      '- run: echo "# one s3cret" >> $GITHUB_STEP_SUMMARY\n- run: echo two >> $GITHUB_STEP_SUMMARY\n- run: head -c 1048577 /dev/zero >> $GITHUB_STEP_SUMMARY',
      { secrets: ['s3cret'] },
    )
    expect(end.summaries).toEqual(['# one ***\n', 'two\n'])
    expect([end.conclusion, end.annotations[0]?.message]).toEqual(['success', expect.stringContaining('up a size of 1024k')])
  })

  it('fail a step whose file cannot be read', async () => {
    const end = await bench.run('- { name: a, run: echo nonsense >> $GITHUB_OUTPUT }')
    expect([conclusions(end), end.annotations[0]?.message]).toEqual([
      { a: 'failure' },
      "Unable to process file command 'output' successfully.",
    ])
  })

  it('do not let a step change NODE_OPTIONS of later ones', async () => {
    const end = await bench.run('- run: echo NODE_OPTIONS=--bad >> $GITHUB_ENV\n- run: node -e "console.log(1)"')
    expect([end.conclusion, end.annotations[0]?.message]).toEqual([
      'success',
      expect.stringContaining("Can't store NODE_OPTIONS"),
    ])
  })

  it('become outputs of the job, but for empty ones and those that hold a masked text', async () => {
    const map =
      '{ open: "${{ steps.a.outputs.open }}", hidden: "${{ steps.a.outputs.hidden }}", none: "${{ steps.b.outputs.x }}" }'
    const end = await bench.run(
      '- { id: a, run: "echo ::add-mask::123456; echo hidden=arn:123456:x >> $GITHUB_OUTPUT; echo open=yes >> $GITHUB_OUTPUT" }',
      { outputs: outputs(map) },
    )
    expect([end.outputs, end.conclusion]).toEqual([{ open: 'yes' }, 'success'])
    expect(end.annotations).toEqual([
      { level: 'warning', message: "Skip output 'hidden' since it may contain secret.", properties: {} },
    ])
  })

  it('fail the job whose outputs cannot be evaluated', async () => {
    const end = await bench.run('- run: exit 0', { outputs: outputs(`{ a: "\${{ fromJSON('') }}" }`) })
    expect([end.conclusion, end.outputs]).toEqual(['failure', {}])
  })

  it('mask a secret in its other forms, in log and notes, from every step on', async () => {
    const secret = 'p"a s/s'
    const forms = ['p"a s/s', Buffer.from(`${secret}`).toString('base64'), 'p\\"a s/s', 'p%22a%20s%2Fs', 'p&quot;a s/s']
    const shifted = ['x', 'xy'].map((before) => Buffer.from(`${before}${secret}`).toString('base64'))
    const lines = [...forms, ...shifted].map((form) => masksOf([secret]).over(`<${form}>`))
    expect(lines.slice(0, forms.length)).toEqual(forms.map(() => '<***>'))
    expect(lines.slice(forms.length).every((line) => line.includes('***'))).toBe(true)
    const end = await bench.run(
      '- run: |\n    echo "::add-mask::one%0Atwo"\n- run: echo "::error title=t::two and s3cret"; echo one',
      { secrets: ['s3cret'] },
    )
    expect(end.annotations).toEqual([{ level: 'error', message: '*** and ***', properties: { title: 't' } }])
    expect(end.log).toMatch(/^##\[error\]\*\*\* and \*\*\*\n\*\*\*$/m)
  })
})

import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type Bench, bench } from './tools.ts'

let tools: Bench
beforeEach(async () => {
  tools = await bench()
})
afterEach(() => tools.close())

describe('a tool', () => {
  it('is run with its arguments as they are, and told of by status, output and length', async () => {
    const args = ['$(id)', '; exit 9', '"', "'", '', 'a b', '*', '\n', '\\']
    const script = 'process.stdout.write(JSON.stringify(process.argv.slice(1))); console.error("beside"); process.exitCode = 3'
    const ended = await tools.run({ file: process.execPath, args: ['-e', script, '--', ...args] })
    expect(ended).toMatchObject({ status: 3, timedOut: false, bytes: JSON.stringify(args).length + 7 })
    expect(JSON.parse(ended.stdout)).toEqual(args)
    expect(await tools.log()).toContain('beside\n')
  })

  it('is told of by signal', async () => {
    expect(await tools.bash('kill -SEGV $$')).toMatchObject({ status: undefined, signal: 'SIGSEGV', timedOut: false })
  })

  it('sees what it was given, and nothing else', async () => {
    const env = { PATH: process.env['PATH'] ?? '', NODE_OPTIONS: '--no-warnings', _: 'x', EMPTY: '', 'with.dot': 'ü' }
    const { stdout } = await tools.node('process.stdout.write(JSON.stringify(process.env))', { env })
    expect(JSON.parse(stdout)).toEqual(env)
  })

  it('reads an end of file where it asks', async () => {
    const { status, tail } = await tools.bash('read -p "Deploy? [y/N] " answer; echo "answer: <$answer>"')
    expect([status, tail]).toEqual([1, []])
    expect((await tools.bash('cat; echo end')).tail).toEqual(['end'])
  })

  it('runs in a folder of the workspace', async () => {
    await mkdir(join(tools.folder, 'service'))
    expect((await tools.bash('basename "$PWD"', { cwd: 'service' })).stdout).toBe('service\n')
  })

  it('stops a text at its first mistake, also inside a pipe', async () => {
    expect(await tools.bash('false | true; echo on')).toMatchObject({ status: 1, stdout: '' })
  })
})

describe('a tool that cannot be run', () => {
  it.each([
    ['a name that PATH does not have', { file: 'no-such-tool' }, 'TOOL_MISSING', /no-such-tool in /],
    ['no PATH', { file: 'bash', env: {} }, 'TOOL_MISSING', /PATH, which is empty/],
    ['a path that is not there', { file: './no/tool' }, 'TOOL_MISSING', /is no program/],
    ['a folder', { file: '/' }, 'TOOL_MISSING', /is no program/],
    ['a folder to run in that is not there', { cwd: 'gone' }, 'TOOL_FAILED', /no folder gone/],
    ['a null character', { args: ['a\0b'] }, 'TOOL_FAILED', /null character/],
    ['a variable without a name', { env: { PATH: '/bin:/usr/bin', '': 'x' } }, 'TOOL_FAILED', /no variable can have/],
    ['an argument that is too long', { args: ['x'.repeat(131_072)] }, 'TOOL_FAILED', /longer than/],
    ['too many arguments', { args: Array(30).fill('x'.repeat(100_000)) }, 'TOOL_FAILED', /longer than/],
  ])('is told: %s', async (_what, command, code, message) => {
    await expect(tools.run(command)).rejects.toMatchObject({ code, message: expect.stringMatching(message) })
  })

  it('is told: an interpreter that is not there', async () => {
    const file = join(tools.folder, 'tool')
    await writeFile(file, '#!/no/such/interpreter\n', { mode: 0o755 })
    await expect(tools.run({ file })).rejects.toMatchObject({ code: 'TOOL_MISSING', message: expect.stringContaining('ENOENT') })
  })
})

describe('looking for a tool', () => {
  it('takes the first program of the given folders, and never one of the folder that we stand in', async () => {
    const [a, b, c] = ['a', 'b', 'c'].map((name) => join(tools.folder, name)) as [string, string, string]
    for (const folder of [a, b, c]) await mkdir(folder)
    await writeFile(join(a, 'tool'), '')
    for (const folder of [b, c]) await writeFile(join(folder, 'tool'), '', { mode: 0o755 })
    await chmod(join(a, 'tool'), 0o644)
    expect(await tools.commands.find('tool', `${a}:${b}:${c}`)).toBe(join(b, 'tool'))
    expect(await tools.commands.find('jest.config.js', `:.:${a}`)).toBeUndefined()
    expect(await tools.commands.find('build.mjs', 'scripts:./scripts')).toBeUndefined()
    expect(await tools.commands.find('../b/tool', c)).toBeUndefined()
  })
})

describe('what a tool prints', () => {
  it('is shown and kept without secrets, also one in two pieces, in colours, or cut off', async () => {
    tools.secrets.add('open-sesame')
    const script = `
      process.stdout.write('one open-se')
      setTimeout(() => {
        console.log('same two')
        console.log('\\u001b[31mopen-\\u001b[0msesame')
        console.log('A'.repeat(32760) + 'open-sesame')
        console.log('-----BEGIN RSA PRIVATE KEY-----\\nMIIEpAIBAAKCAQEA7\\nq0aMZ\\n-----END RSA PRIVATE KEY-----\\nafter')
      }, 100)`
    const { tail, stdout } = await tools.node(script)
    const log = await tools.log()
    expect(log).toMatch(/^one \*\*\* two\n\*\*\*\nA{16,}… \(.*\)\n\*\*\*\n\*\*\*\n\*\*\*\n\*\*\*\nafter\n$/)
    expect(`${log}${tail}${tools.shown}`).not.toMatch(/sesame|open-|MIIE|q0aMZ/)
    expect(stdout).toContain('open-sesame')
  })

  it('is inert: no command to the runner, no control character', async () => {
    const script = String.raw`console.log('::error::boo\r\n##[add-mask]x\n\u001b]0;title\u0007bell\u0008\n a\u0000b\u202ec\rd')`
    await tools.node(script)
    const log = await tools.log()
    expect(log).toBe(': :error::boo\n## [add-mask]x\nbell\n abc\nd\n')
    expect(tools.shown).toEqual(log.split('\n').slice(0, -1))
  })

  it('is remembered by its last useful lines', async () => {
    const { tail } = await tools.bash(
      'seq 1 30; echo; echo ----; echo npm notice new version; echo "why: x" >&2; echo "why: x" >&2',
    )
    expect(tail).toHaveLength(20)
    expect(tail.slice(-3)).toEqual(['29', '30', 'why: x'])
  })

  it.each([
    ['in lines', 'yes "a line of what a tool says"', true],
    ['without a line end', "tr '\\0' x < /dev/zero", false],
  ])(
    'may be 100 MB %s: a part is kept, and little is held',
    (_what, endless, lines) => {
      const text = `set +o pipefail; echo first; ${endless} | head -c 100000000; echo; echo last`
      const file = 'build/__tests__/adapters/tools-child.js'
      // It is given room for what it may hold: with more, garbage would lie about.
      const args = ['--max-old-space-size=40', '--max-semi-space-size=4', file, tools.folder, text]
      const told = JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' }))
      const log = readFileSync(join(tools.folder, 'log'), 'utf8')
      expect(told).toMatchObject({ status: 0, bytes: 100_000_000 + 12, stdout: 1_048_576 })
      expect(told.tail.at(-1)).toBe('last')
      expect(told.peakBytes).toBeLessThan(210_000_000)
      expect(log).toMatch(/^first\n[\s\S]*\nlast\n$/)
      if (lines) expect(log).toMatch(/\n… \d{6,} lines are left out here …\n/)
      expect(log.length).toBeLessThan(6_000_000)
    },
    60_000,
  )

  it('is shown up to a bound', async () => {
    await tools.bash('seq 1 1000')
    expect(tools.shown).toHaveLength(501)
    expect(tools.shown.slice(-2)).toEqual(['500', '… the rest stands in the log of the tool'])
    expect(await tools.log()).toMatch(/\n1000\n$/)
  })

  it('is not lost for a log that cannot be written', async () => {
    await expect(tools.run({ ...{ file: 'bash', args: ['-c', 'seq 1 5'] }, log: '/dev/full' })).resolves.toMatchObject({
      status: 0,
    })
    expect(tools.shown).toEqual(expect.arrayContaining(['5', expect.stringContaining('ENOSPC')]))
  })

  it('starts a log anew', async () => {
    await tools.bash('echo one')
    await tools.bash('echo two')
    expect(await readFile(join(tools.folder, 'logs/tool.log'), 'utf8')).toBe('two\n')
  })
})

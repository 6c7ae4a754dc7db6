import { posix } from 'node:path'
import type { Finding } from '../domain/finding.ts'
import { type Ended, shell } from '../domain/tool.ts'
import { toolEnvironment, variables } from '../domain/tool-environment.ts'
import { sha256 } from '../foundation/digest.ts'
import { spoken } from '../foundation/duration.ts'
import { blocked, defineGate, type GateContext, passed, unknown } from './gate.ts'
import { line } from './names.ts'
import { type Sarif, sarifIn } from './sarif.ts'

const TEST = 'the gate command'
const MOST_BYTES = 10 * 1024 * 1024

/** Whatever a command of the repository's own can tell. */
export const command = defineGate({
  kind: 'command',
  doc: 'Runs a command of yours with bash, in an environment that is made from nothing: without credentials, without a token. It passes with status 0.',
  shorthand: 'run',
  example: '- command: { run: npx cfn-lint --format sarif > lint.sarif, sarif: lint.sarif }\n  limit: 5m',
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['run'],
    properties: {
      run: {
        type: 'string',
        minLength: 1,
        description:
          'The text for bash, which ends at the first error and where a variable is not set. `$BUILD` is the folder of what was built.',
      },
      env: {
        ...variables,
        description: 'Its variables, the only way for a value to reach it.',
      },
      sarif: {
        type: 'string',
        pattern: '^(?!.*(?:^|/)\\.{0,2}(?:/|$)).+$',
        expects: 'a path from the root of the repository',
        description: 'The file in SARIF that it writes: what stands there is reported. It is emptied before.',
      },
    },
  },
  needs: {},
  falsePasses: [
    { what: 'a command in the middle, or before a pipe, fails', test: `${TEST} ends at the first error` },
    { what: 'it did not end, or was ended from outside', test: `${TEST} is unknown where it did not end by itself` },
    { what: 'the report was not written, is cut off or none', test: `${TEST} is unknown where the report cannot be read` },
    { what: 'the report of an earlier run is read', test: `${TEST} does not read a report of before` },
    { what: 'the tool says in its report that it broke off', test: `${TEST} is unknown where the tool broke off` },
  ],
  calls: 0,
  by: 'build',
  volatile: false,
  async judge({ run, env: given, sarif: path }, context) {
    const { ports, signal, limit } = context
    if (path !== undefined) await ports.files.write(path, '')
    const log = posix.join(ports.runner.temp, `deploy-action-gate-${ports.runner.step}-${sha256(run).slice(0, 12)}.log`)
    const env = toolEnvironment(ports.env, { given: { BUILD: context.build, ...given } })
    const show = (said: string) => context.say(said)
    const ended = await ports.commands.run({ ...shell(`set -u\n${run}`), cwd: '.', env, limit, log, show }, signal)
    const report = path === undefined ? undefined : await readReport(context, path)
    const findings = { findings: typeof report === 'object' ? report.findings : [] }
    const told = { ...findings, fix: 'Correct what its last lines say.' }
    if (ended.timedOut)
      return unknown(`the command did not end within ${spoken(limit)}`, {
        ...told,
        fix: 'See what it waited for, or raise `limit`.',
      })
    if (ended.status === undefined) return unknown(`the command was ended from outside by ${ended.signal ?? 'a signal'}`, told)
    if (ended.status !== 0)
      return blocked(`the command ended with status ${ended.status}${said(ended)}`, {
        ...told,
        findings: [...findings.findings, lines(ended)],
      })
    if (typeof report === 'string') return unknown(report, { fix: 'Have the command write a whole report in SARIF 2.1.0.' })
    return passed(`ended with status 0 after ${spoken(ended.ms)}${report ? `; it reports ${report.count}` : ''}`, findings)
  },
})

const said = ({ tail }: Ended): string => (tail.length === 0 ? ', and printed nothing' : `: ${line(tail.at(-1) ?? '')}`)

const lines = ({ status, tail }: Ended): Finding => ({
  severity: 'high',
  title: `The command of a gate ended with status ${String(status)}`,
  evidence: tail,
})

/** The report, or why there is none. */
async function readReport({ ports }: GateContext, path: string): Promise<Sarif | string> {
  const sight = await ports.files.look(path)
  if (sight?.kind !== 'file' || sight.bytes === 0) return `the command wrote no ${path}`
  if (sight.bytes > MOST_BYTES) return `${path} has more than 10 MB`
  return sarifIn((await ports.files.read(path)) ?? '') ?? `${path} is no whole report in SARIF`
}

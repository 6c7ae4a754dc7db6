// Checks the roles of workflows-templates/aws with cfn-lint, after a build: node scripts/check-policies.mjs
//
// It knows every property, every action of IAM, what a policy may hold and what functions may stand where. Warnings count. (parliament, the
// older linter of policies, finds nothing more, and knows neither DescribeEvents nor the transforms of AWS.) The versions are
// those of __tests__/setup/python/requirements.lock; they go into .world when they are first needed.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const { packages } = await import(pathToFileURL('build/__tests__/world/ministack/packages.js').href)

const TEMPLATE = 'workflows-templates/aws/roles.yaml'
/** Regions of the three partitions. */
const REGIONS = ['us-east-1', 'us-gov-west-1', 'cn-north-1']

const python = await packages({ folder: '.world/policies', lock: '__tests__/setup/python/requirements.lock' }, () =>
  console.error('Installing cfn-lint into .world (once, some seconds)'),
)

/** What cfn-lint finds, one finding a line; nothing where all is well. */
function found(file) {
  const given = [
    '-c',
    'from cfnlint.runner import main; main()',
    '--non-zero-exit-code',
    'informational',
    '--format',
    'parseable',
    '--regions',
    ...REGIONS,
    '--',
    file,
  ]
  try {
    return execFileSync(python.program, given, { encoding: 'utf8', env: { ...process.env, ...python.env } })
  } catch (error) {
    if (!error.stdout) throw error
    return error.stdout
  }
}

// A linter that says nothing of an action that does not exist proves nothing.
const folder = mkdtempSync(join(tmpdir(), 'policies-'))
try {
  const planted = join(folder, 'planted.yaml')
  writeFileSync(
    planted,
    readFileSync(TEMPLATE, 'utf8').replace('cloudformation:CreateChangeSet', 'cloudformation:CreateChangeSets'),
  )
  if (!found(planted).includes('W3037')) throw new Error('cfn-lint does not find an action that does not exist.')
} finally {
  rmSync(folder, { recursive: true })
}

const findings = found(TEMPLATE)
if (findings) {
  console.error(findings)
  process.exitCode = 1
}

import { execFileSync, spawnSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { VERSION } from '../../src/domain/contract.ts'
import { config } from '../config/source.ts'
import { nameOf, templates, workflow } from './workflow.ts'

const PARTS = ['scripts/install-template.mjs', 'package.json', 'workflows-templates']
const COMMIT = '1234567890'.repeat(4)
const PIN = ['--commit', COMMIT, '--version', 'v1.2.3']
const WORKFLOW = '.github/workflows/deploy-production.yml'
const CONFIGURATION = '.github/deploy.yml'

let scratch: string
let clone: string
let bare: string
let tagged: string

const git = (...args: string[]): string =>
  execFileSync('git', ['-C', clone, '-c', 'user.name=A', '-c', 'user.email=a@example.com', ...args], { encoding: 'utf8' }).trim()

beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'install-'))
  clone = join(scratch, 'clone')
  bare = join(scratch, 'package')
  for (const folder of [clone, bare]) for (const part of PARTS) cpSync(part, join(folder, part), { recursive: true })
  git('init', '--quiet')
  git('add', '.')
  git('commit', '--quiet', '--message', 'first')
  tagged = git('rev-parse', 'HEAD')
  git('tag', '--annotate', `v${VERSION}`, '--message', 'release')
  git('commit', '--quiet', '--allow-empty', '--message', 'second')
})
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

const folder = (): string => mkdtempSync(join(scratch, 'repository-'))
const read = (into: string, path: string): string => readFileSync(join(into, path), 'utf8')

/** Where `https://github.com/org/deploy-action` leads: to our clone, or to nothing. */
const github = (to: string) => ({
  GIT_CONFIG_COUNT: '1',
  GIT_CONFIG_KEY_0: `url.${pathToFileURL(to).href}.insteadOf`,
  GIT_CONFIG_VALUE_0: 'https://github.com/org/deploy-action',
})

function install(args: readonly string[], { from = process.cwd(), cwd = scratch, at = join(scratch, 'nowhere') } = {}) {
  const env = { ...process.env, ...github(at) }
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(from, 'scripts/install-template.mjs'), ...args], {
    encoding: 'utf8',
    cwd,
    env,
  })
  return { status, stdout, stderr }
}

describe('installing', () => {
  it.each(templates)('$path writes a workflow that is pinned, and its configuration', (found) => {
    const into = folder()
    expect(install(['install', nameOf(found), '--into', into, ...PIN]).status).toBe(0)
    expect(readdirSync(into, { recursive: true }).filter((path) => String(path).endsWith('.yml'))).toHaveLength(2)
    const text = read(into, `.github/workflows/${nameOf(found)}.yml`)
    expect(text).toContain(`@${COMMIT} # v1.2.3`)
    expect(text).not.toContain('0'.repeat(40))
    expect(Object.keys(workflow('w.yml', text).tree.jobs)).toEqual(Object.keys(found.tree.jobs))
  })

  it('takes account, region and the home of the action', () => {
    const into = folder()
    const own = ['--account', '444455556666', '--region', 'eu-west-1', '--repository', 'me/mine']
    expect(install(['deploy-production', '--into', into, ...own, ...PIN]).status).toBe(0)
    expect(read(into, WORKFLOW)).toContain(`uses: me/mine/.github/workflows/deploy.yml@${COMMIT} # v1.2.3`)
    const { stacks } = config(read(into, CONFIGURATION), { environment: 'production' })
    expect(stacks).toMatchObject([{ account: '444455556666', region: 'eu-west-1' }])
  })

  it('takes the names of the system, so that nothing is left to edit', () => {
    const into = folder()
    const own = ['--stack', 'Shop', '--bucket', 'our-bucket', '--url', 'ApiUrl', '--account', '444455556666']
    const { stdout } = install(['deploy-production', '--into', into, ...own, ...PIN])
    expect(stdout).toContain('(Bucket=our-bucket, Prefix=Shop-production)')
    expect(stdout).toContain("gh workflow run deploy-production.yml -f confirm='deploy-production'")
    expect(read(into, CONFIGURATION)).not.toMatch(/demo|outputs\.Url|111122223333/)
    const { stacks } = config(read(into, CONFIGURATION), { environment: 'production' })
    expect(stacks).toMatchObject([{ name: 'Shop-production', bucket: 'our-bucket' }])
  })

  it('says what comes next', () => {
    const { stdout } = install(['npm-service', '--into', folder(), ...PIN])
    for (const word of ['production and production-plan', 'docs/aws-setup.md', 'PROBE_TOKEN']) expect(stdout).toContain(word)
  })

  it('makes a template for an organisation, for whatever its default branch is', () => {
    const into = folder()
    expect(install(['sjc1990app', '--organisation', '--into', into, ...PIN]).status).toBe(0)
    expect(read(into, 'workflow-templates/sjc1990app.yml')).toContain('branches: [develop, $default-branch]')
    expect(read(into, 'workflow-templates/sjc1990app.yml')).not.toMatch(/\bmain\b/)
    expect(JSON.parse(read(into, 'workflow-templates/sjc1990app.properties.json'))).toHaveProperty('iconName')
    expect(existsSync(join(into, 'deploy-configurations/sjc1990app.yml'))).toBe(true)
  })
})

describe('the commit', () => {
  it('is that of the tag of the clone', () => {
    const into = folder()
    expect(install(['deploy-production', '--into', into], { from: clone }).status).toBe(0)
    expect(read(into, WORKFLOW)).toContain(`@${tagged} # v${VERSION}`)
  })

  it('is asked of GitHub where there is no clone, also from within another repository', () => {
    const into = folder()
    expect(install(['deploy-production', '--into', into], { from: bare, at: clone, cwd: clone }).status).toBe(0)
    expect(read(into, WORKFLOW)).toContain(`@${tagged} # v${VERSION}`)
  })

  it('is never guessed', () => {
    const into = folder()
    const { status, stderr } = install(['deploy-production', '--into', into], { from: bare })
    expect({ status, stderr }).toMatchObject({ status: 1, stderr: expect.stringContaining('could not be found') })
    expect(readdirSync(into)).toEqual([])
  })
})

describe('what is there', () => {
  const having = (path: string, text: string): string => {
    const into = folder()
    mkdirSync(join(into, '.github/workflows'), { recursive: true })
    writeFileSync(join(into, path), text)
    return into
  }

  it('is left where it is the same', () => {
    const into = folder()
    install(['deploy-production', '--into', into, ...PIN])
    const { status, stdout } = install(['deploy-production', '--into', into, ...PIN])
    expect(status).toBe(0)
    expect(stdout).toContain(`Unchanged ${WORKFLOW}`)
  })

  it('is not overwritten, and nothing else is written', () => {
    const into = having(WORKFLOW, 'name: mine\u001b[2J\n')
    const { status, stderr } = install(['deploy-production', '--into', into, ...PIN])
    expect(status).toBe(1)
    expect(stderr).toContain('\n-name: mine�[2J\n')
    expect(stderr).toContain('\n+name: deploy production\n')
    expect(existsSync(join(into, CONFIGURATION))).toBe(false)
    expect(install(['deploy-production', '--into', into, '--force', ...PIN]).status).toBe(0)
    expect(read(into, WORKFLOW)).toContain('name: deploy production')
  })

  it('is kept where it is the configuration', () => {
    const into = having(CONFIGURATION, 'version: 1\n# mine\n')
    const { status, stdout } = install(['rollback', '--into', into, ...PIN])
    expect(status).toBe(0)
    expect(stdout).toContain('\n-# mine\n')
    expect(read(into, CONFIGURATION)).toBe('version: 1\n# mine\n')
  })

  it.each(['.github', '.github/workflows', WORKFLOW, CONFIGURATION])('is not followed out of the folder: %s', (path) => {
    const into = folder()
    const outside = folder()
    mkdirSync(join(into, path, '..'), { recursive: true })
    symlinkSync(path.endsWith('.yml') ? join(outside, 'x.yml') : outside, join(into, path))
    const { status, stderr } = install(['deploy-production', '--into', into, '--force', ...PIN])
    expect({ status, stderr }).toMatchObject({ status: 1, stderr: expect.stringContaining('is no plain') })
    expect(readdirSync(outside)).toEqual([])
  })
})

it.each([
  ['no template', []],
  ['an unknown template', ['deploy']],
  ['a path', ['../workflows-templates/ci']],
  ['a name of Object', ['constructor']],
  ['two templates', ['ci', 'watch']],
  ['an unknown option', ['ci', '--yes']],
  ['no account', ['ci', '--account', '1234']],
  ['a region with a line in it', ['ci', '--region', 'us-east-1\nx: y']],
  ['a stack that has no place', ['trivia-nft', '--stack', 'shop', ...PIN]],
  ['a stack with a space', ['ci', '--stack', 'my shop']],
  ['a bucket that is none', ['ci', '--bucket', 'Bucket']],
  ['an output that is none', ['ci', '--url', '${outputs.Url}']],
  ['a repository that is none', ['ci', '--repository', '--upload-pack=x/y']],
  ['a commit without its version', ['ci', '--commit', COMMIT]],
  ['a branch as a commit', ['ci', '--commit', 'main', '--version', 'v1.0.0']],
])('refuses %s', (_what, args) => expect(install(args)).toMatchObject({ status: 2, stdout: '' }))

it('refuses a folder that is not there', () =>
  expect(install(['ci', '--into', join(scratch, 'no'), ...PIN])).toMatchObject({ status: 1, stdout: '' }))

describe('the package', () => {
  const { bin, scripts } = JSON.parse(readFileSync('package.json', 'utf8'))
  it('runs it', () => {
    expect(bin).toEqual({ 'deploy-action': PARTS[0] })
    expect(readFileSync(PARTS[0] ?? '', 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/)
  })
  // With one of these npx installs everything that we develop with first: https://github.com/npm/pacote/blob/main/lib/git.js
  it('has nothing to prepare, so that it is there soon', () =>
    expect(Object.keys(scripts)).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/^(?:build|prepare|prepack|preinstall|install|postinstall)$/)]),
    ))
})

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { expect, it } from '@jest/globals'
import { environmentsOf } from '../../src/config/overlay.ts'
import { parseYaml } from '../../src/config/yaml.ts'
import { config, mistakes, values } from '../config/source.ts'
import { callOf, isAction, jobsOf, nameOf, templates, type Workflow } from './workflow.ts'

const FOLDER = 'workflows-templates/config'
const files = readdirSync(FOLDER).map((file) => {
  const text = readFileSync(`${FOLDER}/${file}`, 'utf8')
  const { root } = parseYaml(text)
  const environments = root?.type === 'map' ? environmentsOf(root).entries.map(({ key }) => key) : []
  return { file, text, environments }
})
const set = { ...values, env: { ...values.env, PROBE_TOKEN: 'probe-token' } }

it.each(files.flatMap(({ file, text, environments }) => environments.map((environment) => ({ file, text, environment }))))(
  '$file can be loaded for $environment',
  ({ text, environment }) => expect(mistakes(text, { environment, values: set })).toEqual([]),
)

/** The configuration that the installer brings with a template. */
const configurationOf = (found: Workflow) => {
  const name = existsSync(`${FOLDER}/${nameOf(found)}.yml`) ? nameOf(found) : 'standard'
  return files.find(({ file }) => file === `${name}.yml`)
}

const names = (value: unknown, found: Workflow): readonly string[] => {
  const { inputs } = (found.tree.on['workflow_dispatch'] ?? {}) as { inputs?: Record<string, { options?: string[] }> }
  return value === '${{ inputs.environment }}' ? (inputs?.['environment']?.options ?? []) : [String(value)]
}

const uses = templates.flatMap((found) =>
  jobsOf(found).flatMap(([, job]) => {
    const given = callOf(job) ? [job.with ?? {}] : (job.steps ?? []).filter(isAction).map((step) => step.with ?? {})
    return given.flatMap((inputs) =>
      names(inputs['environment'], found).map((environment) => ({
        path: found.path,
        found,
        environment,
        stacks: inputs['stacks'],
      })),
    )
  }),
)

it.each(uses)('$path works on $environment, which its configuration has', ({ found, environment }) =>
  expect(configurationOf(found)?.environments).toContain(environment),
)

it.each(uses.filter(({ stacks }) => stacks !== undefined && !String(stacks).includes('${{')))(
  '$path picks $stacks, which its configuration has',
  ({ found, environment, stacks }) => {
    const { stacks: known } = config(configurationOf(found)?.text ?? '', { environment, values: set })
    expect(known.map(({ name }) => name)).toContain(stacks)
  },
)

it('the phrase that a template asks for is that of its configuration', () => {
  for (const found of templates) {
    const [, phrase] = /description: Type (.+) to go on\./.exec(found.text) ?? []
    if (phrase !== undefined) expect(configurationOf(found)?.text).toContain(phrase)
  }
})

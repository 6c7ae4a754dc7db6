import { describe, expect, it } from '@jest/globals'
import { policies } from './policies.ts'
import { all, workflow } from './workflow.ts'

const HASH = 'a'.repeat(40)
const of = (jobs: string, head = 'permissions: {}\non: push\n') => workflow('planted.yml', `${head}jobs:\n${jobs}`)
const job = (text: string) => of(`  one:\n${text.replaceAll(/^/gm, '    ')}`)
const step = (text: string) => job(`steps:\n  - ${text}`)
const action = (given: string) => `steps: [{ uses: $/, with: { ${given} } }]`
const DEPLOYS = action('stages: "deploy, verify"')
const QUEUE = 'group: deploy-production'
const PRODUCTION = 'environment: { name: production }\n'
const BUILDS = action('stages: synthesize, github-token: ""')
const after = (text: string, condition = 'github.event.workflow_run.head_repository.full_name == github.repository') =>
  of(`  one:\n    if: ${condition}\n${text.replaceAll(/^/gm, '    ')}`, 'on: { workflow_run: { workflows: [x] } }\n')

const planted: Readonly<Record<string, Readonly<Record<string, ReturnType<typeof of>>>>> = {
  'every step has a name': { 'a command': step('run: "true"') },
  'actions are pinned by commit, with the version beside it': {
    'a tag': step('uses: actions/checkout@v6'),
    'a commit without a version': step(`uses: actions/checkout@${HASH}`),
    'a version that can move': step(`uses: actions/checkout@${HASH} # v6`),
    'a called workflow': job('uses: org/deploy-action/.github/workflows/deploy.yml@v1'),
    'a folder of the checkout': step('uses: ./'),
  },
  'no expression stands in a command': { 'an input': step('run: echo ${{ inputs.name }}') },
  'permissions are those of jobs': {
    'those of the workflow': of('  one:\n    permissions: {}\n', 'permissions: { contents: read }\non: push\n'),
    none: job('steps: []'),
  },
  'every job has a time limit': { none: job('steps: []'), 'an expression': job('timeout-minutes: ${{ inputs.limit }}') },
  'no checkout keeps the token': {
    'by default': step(`uses: actions/checkout@${HASH}`),
    'on purpose': step(`uses: actions/checkout@${HASH}\n    with: { persist-credentials: true }`),
  },
  'what deploys is queued in a protected environment': {
    'no queue': job(PRODUCTION + DEPLOYS),
    'a newer one cancels': job(`${PRODUCTION}concurrency: { ${QUEUE}, cancel-in-progress: true, queue: max }\n${DEPLOYS}`),
    'a newer one takes the place': job(`${PRODUCTION}concurrency: { ${QUEUE}, cancel-in-progress: false }\n${DEPLOYS}`),
    'another queue': job(`${PRODUCTION}concurrency: { group: x, cancel-in-progress: false, queue: max }\n${DEPLOYS}`),
    'no environment': job(`concurrency: { ${QUEUE}, cancel-in-progress: false, queue: max }\n${DEPLOYS}`),
    'going back': job(PRODUCTION + action('stages: rollback')),
  },
  'no command runs beside an identity token': { 'a command': job('permissions: { id-token: write }\nsteps: [{ run: npm ci }]') },
  'the code of the repository runs without secrets, tokens and identity': {
    'an identity token': job(`permissions: { contents: read, id-token: write }\n${BUILDS}`),
    'an environment': job(`environment: { name: production }\npermissions: { contents: read }\n${BUILDS}`),
    'a secret': job(`permissions: { contents: read }\nenv: { A: "\${{ secrets.A }}" }\n${BUILDS}`),
    'the token': job(`permissions: { contents: read }\n${action('stages: synthesize')}`),
  },
  'only small things that decide are outputs of jobs': {
    'a name that is not known': job('outputs: { record: "${{ steps.plan.outputs.record }}" }'),
    'more than one step says': job('outputs: { verdict: "${{ toJSON(steps) }}" }'),
  },
  'no condition is a text': { 'a block': job('if: >-\n  ${{ false }}\nsteps: []') },
  'secrets are handed on one by one': {
    all: job('secrets: inherit'),
    'all as JSON': job('secrets: { secrets: "${{ toJSON(secrets) }}" }'),
    'without quotes': job('secrets: { secrets: "{ A: ${{ secrets.A }} }" }'),
    'without quotes, to a step': job(action('secrets: "{ A: ${{ secrets.A }} }"')),
  },
  'runs of others get no rights': {
    'a fork': after(action('stages: report'), "github.event_name == 'workflow_run'"),
    'a checkout': after(`steps: [{ uses: actions/checkout@${HASH} }]`),
    'a text of the event': after(action('stages: report, environment: "${{ github.event.workflow_run.head_branch }}"')),
    'more rights': after(`permissions: { contents: write }\n${action('stages: report')}`),
    'the code of a fork': of('  one: {}\n', 'on: { pull_request_target: {} }\n'),
  },
}

/** 2026-11-21: probe.yml deploys nothing and holds nothing; it asks GitHub what the documentation does not say. */
const PROBE: readonly string[] = ['no command runs beside an identity token', 'only small things that decide are outputs of jobs']
const held = (name: string) => all.filter(({ path }) => !(path.endsWith('/probe.yml') && PROBE.includes(name)))

describe.each(Object.entries(policies))('%s', (name, policy) => {
  it.each(Object.entries(planted[name] ?? {}))('tells %s', (_what, sample) => expect(policy(sample)).not.toEqual([]))
  it('has been seen to tell', () => expect(Object.keys(planted[name] ?? {})).not.toEqual([]))
  it.each(held(name))('$path', (found) => expect(policy(found)).toEqual([]))
})

// The contract of the action with workflows: action.yml and the tables of the docs are held against these.

interface Described {
  readonly description: string
}

/** The inputs, in the order in which the docs show them. */
export const inputs = {
  config: { description: 'The configuration file, from the root of the repository.', default: '.github/deploy.yml' },
  environment: {
    description:
      'The environment of the configuration to deploy to. Needed where the configuration has environments that overlay it.',
  },
  stages: {
    description:
      'The stages to run, separated by commas: gate, synthesize, plan, deploy, verify, logscan, rollback, report. Default: all that the configuration asks for.',
  },
  stacks: { description: 'The stacks to work on, separated by commas. Default: all of the configuration.' },
  'github-token': {
    description:
      'Token for gates that look at GitHub, and for the failure issue (`issues: write`). Without one, notices are left out, and gates that need it block.',
    default: '${{ github.token }}',
  },
  region: { description: 'The AWS region; wins over the configuration and the environment variables.' },
  variables: { description: 'What `${env.NAME}` means in the configuration: a YAML map, over the environment of the step.' },
  secrets: {
    description:
      'What `${secrets.NAME}` means in the configuration: a YAML map. Every value of four characters or more is masked, line by line, before anything else.',
  },
  build: {
    description: 'Path of the folder that an earlier job synthesized; then no tool runs here, and nothing of the repository.',
  },
  'build-sha256': { description: 'The sha256 of that folder, as the earlier job gave it.' },
  record: {
    description:
      'Path of the record of an earlier job, whose plan is to be deployed. With `stages: rollback`: path of the record of the run to undo, or what to go back to: `last-good` (the default where `records` are kept) or `run:<id>`.',
  },
  'record-sha256': { description: 'The sha256 of that record, as the earlier job gave it. Of a kept record it can be left out.' },
  job: {
    description:
      'With `stages: report`: the job of this run whose end is reported, by its name in the workflow. What became of it, also where it died without a word, is asked of GitHub.',
  },
  'run-id': {
    description:
      'With `stages: report`: the run that is reported on where it died without a word, as `github.event.workflow_run.id` gives it.',
  },
} as const satisfies Record<string, Described & { readonly default?: string }>

/** The outputs, in the order in which the docs show them. */
export const outputs = {
  verdict: {
    description:
      '`successful`, `failed`, `inconclusive`, `error` or `skipped`. Anything else, also nothing at all, means that it is not known.',
  },
  'reason-code': { description: 'Why: one of the codes in docs/errors.md.' },
  stacks: { description: 'JSON: each stack with its status and its outputs; outputs that hold a secret are left out.' },
  'plan-digest': { description: 'The digest over the plans of all stacks.' },
  build: { description: 'Path of the folder with what was synthesized, where this job does not plan it itself.' },
  'build-sha256': { description: 'The sha256 of that folder.' },
  commands: {
    description:
      '`true` where the job that deploys works on the files of the repository, and so needs the checkout: for hooks, and for engines that run commands. Else `false`.',
  },
  record: { description: 'Path of the record of this run.' },
  'record-sha256': { description: 'The sha256 of the record.' },
  'issue-number': { description: 'The failure issue that was opened, updated or closed.' },
  summary: { description: 'Path of the summary as a Markdown file.' },
} as const satisfies Record<string, Described>

/** The name of an input. */
export type Input = keyof typeof inputs

/** The name of an output. */
export type Output = keyof typeof outputs

/** The version of the action, as package.json has it; a test holds the two together. */
export const VERSION = '1.0.0'

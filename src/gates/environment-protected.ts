import { type Fields, isFields } from '../foundation/json.ts'
import { at } from '../ports/github.ts'
import { blocked, defineGate, type GateContext, passed, unknown } from './gate.ts'
import { page } from './pages.ts'

const TEST = 'the gate environment-protected'
const SETTINGS = 'Settings → Environments'

/** What GitHub itself demands before a job of the environment begins. */
export const environmentProtected = defineGate({
  kind: 'environment-protected',
  doc: 'The environment is there and protected: people must approve, not their own deployments, only from named branches and tags, and no administrator goes round it.',
  example: '- environment-protected: { reviewers: 1, wait: 0 }',
  schema: {
    type: 'object',
    additionalProperties: false,
    properties: {
      reviewers: {
        type: 'integer',
        minimum: 0,
        default: 1,
        expects: 'a whole number',
        description: 'How many people or teams must be named as reviewers, at least.',
      },
      'self-review': {
        enum: ['block', 'allow'],
        default: 'block',
        description: 'Whether somebody may approve what they started.',
      },
      refs: { enum: ['limited', 'any'], default: 'limited', description: 'Whether only some branches and tags may be deployed.' },
      bypass: { enum: ['block', 'allow'], default: 'block', description: 'Whether administrators may go round the rules.' },
      wait: {
        type: 'integer',
        minimum: 0,
        default: 0,
        expects: 'a whole number of minutes',
        description: 'The least minutes of its wait timer.',
      },
    },
  },
  needs: { github: ['actions', 'contents'] },
  falsePasses: [
    {
      what: 'a run against an environment that is not there makes it, unprotected',
      test: `${TEST} is unknown where the environment is not there`,
    },
    { what: 'reviewers are required, and none is named', test: `${TEST} blocks without reviewers` },
    { what: 'people approve what they started', test: `${TEST} blocks self-review` },
    { what: 'no rule for branches, or one that admits all', test: `${TEST} blocks what admits every ref` },
    {
      what: '“protected branches”, and no branch is protected',
      test: `${TEST} blocks a rule for protected branches where there are none`,
    },
    { what: 'administrators go round it', test: `${TEST} blocks the way round for administrators` },
    { what: 'a private repository whose plan has no reviewers', test: `${TEST} says which plans lack reviewers` },
  ],
  calls: 2,
  by: 'there',
  volatile: true,
  async judge(options, context) {
    const { environment, github } = context
    if (environment === undefined)
      return blocked('no environment is named', { fix: 'Name the environment in the input `environment`.' })
    const found = await github.one(at`environments/${environment}`)
    const link = { link: page(context, 'settings/environments') }
    const rules = Array.isArray(found['protection_rules']) ? found['protection_rules'].filter(isFields) : []
    const wrong = [
      ...reviewersWrong(rules, options.reviewers, options['self-review']),
      ...waitWrong(rules, options.wait),
      ...(options.refs === 'any' ? [] : await refsWrong(context, environment, found)),
      ...(options.bypass === 'allow' ? [] : bypassWrong(found)),
    ]
    if (wrong.length === 0) return passed(`${environment} is protected`, link)
    const where = `${SETTINGS} → ${environment}`
    const fix = `In ${where}: ${wrong.map(({ fix: each }) => each).join('; ')}.`
    const reason = wrong.map(({ what }) => what).join('; ')
    return wrong.every(({ known }) => !known) ? unknown(reason, { fix, ...link }) : blocked(reason, { fix, ...link })
  },
})

interface Wrong {
  readonly what: string
  readonly fix: string
  readonly known: boolean
}

const wrongWith = (what: string, fix: string, known = true): Wrong => ({ what, fix, known })

const ofType = (rules: readonly Fields[], type: string): Fields | undefined => rules.find((rule) => rule['type'] === type)

/** https://docs.github.com/en/actions/reference/workflows-and-actions/deployments-and-environments#required-reviewers */
function reviewersWrong(rules: readonly Fields[], least: number, selfReview: 'block' | 'allow'): readonly Wrong[] {
  const rule = ofType(rules, 'required_reviewers')
  const count = Array.isArray(rule?.['reviewers']) ? rule['reviewers'].length : 0
  if (least === 0 && !rule) return []
  if (count < Math.max(1, least)) {
    const plan = 'a private repository has them with GitHub Enterprise only'
    return [
      wrongWith(`${count} reviewers are named, ${least} are wanted`, `turn “Required reviewers” on and name ${least} (${plan})`),
    ]
  }
  if (selfReview === 'block' && rule?.['prevent_self_review'] !== true)
    return [wrongWith('people may approve what they started', 'turn “Prevent self-review” on')]
  return []
}

function waitWrong(rules: readonly Fields[], least: number): readonly Wrong[] {
  const minutes = Number(ofType(rules, 'wait_timer')?.['wait_timer'] ?? 0)
  return minutes >= least
    ? []
    : [wrongWith(`the wait timer is ${minutes} minutes, ${least} are wanted`, `set “Wait timer” to ${least}`)]
}

async function refsWrong({ github }: GateContext, environment: string, found: Fields): Promise<readonly Wrong[]> {
  const policy = found['deployment_branch_policy']
  const limit = 'choose “Selected branches and tags” and name them'
  if (policy === null) return [wrongWith('every branch and tag may be deployed', limit)]
  if (!isFields(policy)) return [wrongWith('which branches and tags may be deployed is not known', limit, false)]
  if (policy['protected_branches'] === true) {
    const branches = await github.all('branches', { query: { protected: 'true' }, first: 1 })
    return branches.length > 0
      ? []
      : [
          wrongWith(
            'only protected branches may be deployed, and no branch is protected, which admits all',
            'protect a branch, or name branches',
          ),
        ]
  }
  const policies = await github.all(at`environments/${environment}/deployment-branch-policies`, { inside: 'branch_policies' })
  const open = policies.find(({ name }) => name === '*' || name === '**' || name === '**/*')
  return open ? [wrongWith(`the rule ${String(open['name'])} admits every ${String(open['type'] ?? 'branch')}`, limit)] : []
}

/** Sent, though GitHub's description does not name it. */
function bypassWrong(found: Fields): readonly Wrong[] {
  const may = found['can_admins_bypass']
  if (may === false) return []
  const fix = 'turn “Allow administrators to bypass configured protection rules” off'
  return may === true
    ? [wrongWith('administrators may go round the rules', fix)]
    : [wrongWith('whether administrators may go round the rules is not known', fix, false)]
}

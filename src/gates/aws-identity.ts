import { duration, milliseconds, spoken } from '../foundation/duration.ts'
import { fits } from '../foundation/glob.ts'
import { blocked, defineGate, passed, unknown } from './gate.ts'

const TEST = 'the gate aws-identity'

/** Who the credentials are. */
export const awsIdentity = defineGate({
  kind: 'aws-identity',
  doc: 'The AWS credentials work and are those of the expected account, region and role, for long enough.',
  example: '- aws-identity: { account: "111122223333", region: us-east-1, role: deploy }',
  schema: {
    type: 'object',
    additionalProperties: false,
    properties: {
      account: {
        type: 'string',
        pattern: '^[0-9]{12}$',
        expects: 'twelve digits in quotes',
        description: 'The account. Left out: that of the stacks.',
      },
      region: { type: 'string', minLength: 1, description: 'The region of every stack.' },
      role: { type: 'string', minLength: 1, description: 'The name of the role, or a pattern with `*`.' },
      life: { ...duration, description: 'How long the credentials must last, where they say how long they do.' },
    },
  },
  needs: { aws: ['sts:GetCallerIdentity'] },
  falsePasses: [
    { what: 'the right role in the wrong account', test: `${TEST} blocks another account` },
    { what: 'the right account in the wrong region', test: `${TEST} blocks another region` },
    { what: 'the credentials end in the middle of the deployment', test: `${TEST} blocks credentials that end too soon` },
  ],
  calls: 1,
  by: 'there',
  volatile: true,
  async judge({ account, region, role, life }, { stacks, caller, ports }) {
    const first = region ?? stacks[0]?.region
    if (first === undefined) return unknown('no stack says which region it is in')
    const wrong = region === undefined ? undefined : stacks.find((stack) => stack.region !== region)
    if (wrong) return blocked(`stack ${wrong.name} is in ${wrong.region}, not in ${region}`, { fix: 'Correct `region`.' })
    const found = await caller({ region: first })
    ports.secrets.conceal(found.account)
    const wanted = account === undefined ? stacks.flatMap((stack) => stack.account ?? []) : [account]
    if (wanted.some((each) => each !== found.account))
      return blocked('the credentials are of another account', { fix: 'Give the job the credentials of the expected account.' })
    const name = roleIn(found.arn)
    if (role !== undefined && !fits(name, role))
      return blocked(`the credentials are of ${name || 'no role'}, not of ${role}`, { fix: 'Give the job the role.' })
    const left = life === undefined ? undefined : lifeOf(ports.env['AWS_CREDENTIAL_EXPIRATION'], ports.clock.now())
    if (life !== undefined && left === undefined)
      return unknown('the credentials do not say how long they last', {
        fix: 'Take `life` out, or set AWS_CREDENTIAL_EXPIRATION as who made them knows it.',
      })
    if (life !== undefined && left !== undefined && left < milliseconds(life))
      return blocked(`the credentials last ${spoken(left)}, ${life} are wanted`, { fix: 'Ask for a longer session of the role.' })
    return passed(`credentials of ${name || 'the account'}${wanted.length > 0 ? ' in the expected account' : ''}`)
  },
})

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html: arn:aws:sts::<account>:assumed-role/<role>/<session> */
function roleIn(arn: string): string {
  const [kind, name = ''] = arn.split(':').slice(5).join(':').split('/')
  return kind === 'assumed-role' || kind === 'user' ? name : ''
}

function lifeOf(ends: string | undefined, now: Date): number | undefined {
  const end = Date.parse(ends ?? '')
  return Number.isNaN(end) ? undefined : end - now.getTime()
}

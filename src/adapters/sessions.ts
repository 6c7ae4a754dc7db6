import { placeKey } from '../domain/assembly.ts'
import { Failure } from '../foundation/failure.ts'
import type { Clock } from '../ports/index.ts'
import type { Runner } from '../ports/runner.ts'
import type { Access, ClientOptions, KeySource, Keys, Sessions } from './access.ts'
import { assumed, exchanged, refusal } from './assume.ts'
import { http } from './http.ts'
import { idToken, subjectIn, tokenEndpoint } from './id-token.ts'
import { renewing } from './renewing.ts'

/** What sessions are made with. */
export interface Making {
  readonly env: Access['env']
  readonly clock: Clock
  readonly runner: Pick<Runner, 'mask' | 'info' | 'identity'>
  readonly secrets: { add(value: string): readonly string[] }
}

/** With whom AWS is called: the credentials of the step, or roles that are taken on with GitHub's identity token or with those. */
export function access({ env, clock, runner, secrets }: Making): Access {
  const kept = new Map<string, KeySource>()
  const hide = async (...values: readonly (string | undefined)[]) => {
    for (const value of values) for (const line of value ? secrets.add(value) : []) await runner.mask(line)
  }
  const mask = ({ accessKeyId, secretAccessKey, sessionToken }: Keys) => hide(accessKeyId, secretAccessKey, sessionToken)
  const hidden = async (taking: Promise<Keys>): Promise<Keys> => {
    const keys = await taking
    await mask(keys)
    return keys
  }
  const shared = (key: string, name: string, take: () => Promise<Keys>): KeySource => {
    const say = (line: string) => runner.info(line)
    const source = kept.get(key) ?? renewing(() => hidden(take()), { clock, say, name })
    kept.set(key, source)
    return source
  }
  const session = sessionName(runner.identity())
  const byToken = async (role: string, own: ClientOptions): Promise<Keys> => {
    const endpoint = tokenEndpoint(env)
    if (!endpoint) return byKeys(role, session, own, clock)
    const token = await idToken(endpoint, audienceOf(role), http(env, clock))
    await hide(token)
    return exchanged({ role, session, token }, own, clock).catch((thrown: unknown) => {
      throw refusal(thrown, role, subjectIn(token))
    })
  }
  const source: Sessions['source'] = ({ as, assume, region }, own) => {
    const base = as === undefined ? undefined : shared(placeKey({ region: '', as }), nameOf(as), () => byToken(as, own))
    if (!assume) return base
    const options = base ? { ...own, credentials: base } : own
    const key = placeKey({ region: as ? '' : region, assume, ...(as ? { as } : {}) })
    return shared(key, nameOf(assume.roleArn), () => assumed(assume, undefined, options, clock))
  }
  return { env, sessions: { source, mask } }
}

const nameOf = (arn: string): string => arn.split('/').at(-1) ?? arn

async function byKeys(role: string, session: string, own: ClientOptions, clock: Clock): Promise<Keys> {
  try {
    return await assumed({ roleArn: role }, session, own, clock)
  } catch (thrown) {
    if ((thrown as Error).name !== 'CredentialsProviderError') throw refusal(thrown, role, 'the AWS credentials of this step')
    throw new Failure(
      `The role ${nameOf(role)} cannot be taken on: this job may not ask GitHub who it is, and there are no AWS keys.`,
      { code: 'ID_TOKEN_MISSING', cause: thrown },
    )
  }
}

/** arn:<partition>:iam::… · https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html */
const audienceOf = (role: string): string => (role.startsWith('arn:aws-cn:') ? 'sts.amazonaws.com.cn' : 'sts.amazonaws.com')

const LONGEST = 64

/** Says in CloudTrail whose run it was: what is too long is cut off the repository. */
function sessionName({ repository, runId }: { readonly repository: string; readonly runId: string }): string {
  const run = `-${runId}`
  return `${repository.slice(0, LONGEST - run.length)}${run}`.replace(/[^\w+=,.@-]/g, '-')
}

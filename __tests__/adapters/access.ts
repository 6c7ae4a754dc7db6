import type { Access } from '../../src/adapters/access.ts'
import { clock } from '../../src/adapters/clock.ts'
import { access } from '../../src/adapters/sessions.ts'
import { Failure } from '../../src/foundation/failure.ts'
import { Secrets } from '../../src/foundation/redact.ts'
import type { Ports } from '../../src/ports/index.ts'
import { IDENTITY } from '../scenarios/runner.ts'

/** The access of a step with these variables, on the machine's own clock. */
export const accessOf = (env: Access['env']): Access =>
  access({
    env,
    clock,
    runner: { mask: async () => undefined, info: () => undefined, identity: () => IDENTITY },
    secrets: new Secrets(),
  })

/** The keys of such a step, without looking anywhere else for them. */
export const keysOf =
  ({ AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey }: Access['env']): Ports['credentials'] =>
  async () => {
    if (accessKeyId && secretAccessKey) return { accessKeyId, secretAccessKey }
    throw new Failure('There are none.', { code: 'CREDENTIALS_MISSING' })
  }

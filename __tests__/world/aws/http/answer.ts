import { ACTIONS } from '../cloudformation/actions/index.ts'
import { PARAMETER_ACTIONS, SECRET_ACTIONS } from '../keeping/store.ts'
import { LOG_ACTIONS } from '../logs/actions.ts'
import { answerS3 } from '../s3/rest.ts'
import { assumeRole, getCallerIdentity, sessionOf } from '../sts/identity.ts'
import { demandAllowed } from '../sts/roles.ts'
import { assumeRoleWithWebIdentity } from '../sts/web-identity.ts'
import type { World } from '../world.ts'
import { ServiceError } from './failure.ts'
import type { Answer, Asked } from './message.ts'
import { writeError, writeResult } from './write.ts'

/** Answers a request as of a moment; what a service refuses is an answer too. */
export function answer(asked: Asked, world: World, at: number): Answer {
  const requestId = world.ids.uuid()
  try {
    requireSignature(asked)
    demandAllowed(asked, sessionOf(asked, world), world.sts, world.clock.now().getTime())
    return asked.service === 's3' ? answerS3(asked, world) : writeResult(asked, result(asked, world, at), requestId)
  } catch (error) {
    if (error instanceof ServiceError) return writeError(asked, error, requestId)
    throw error
  }
}

function result(asked: Asked, world: World, at: number): Parameters<typeof writeResult>[1] {
  const { service, action, params } = asked
  const context = { world, at }
  if (service === 'sts' && action === 'GetCallerIdentity') return getCallerIdentity(asked, world)
  if (service === 'sts' && action === 'AssumeRole') return assumeRole(asked, world)
  if (service === 'sts' && action === 'AssumeRoleWithWebIdentity') return assumeRoleWithWebIdentity(asked, world)
  if (service === 'cloudformation') return (ACTIONS[action] ?? unknownAction(action))(params, context)
  if (service === 'logs') return (LOG_ACTIONS[action] ?? unknownAction(action))(params, context)
  if (service === 'secretsmanager') return (SECRET_ACTIONS[action] ?? unknownAction(action))(params, world)
  if (service === 'ssm') return (PARAMETER_ACTIONS[action] ?? unknownAction(action))(params, world)
  return unknownAction(action)
}

function unknownAction(action: string): never {
  throw new ServiceError('InvalidAction', `Could not find operation ${action} in this world`)
}

/** Signatures are not checked, but an anonymous request is refused as the services do. */
function requireSignature({ service, action, headers, url }: Asked): void {
  if (headers['authorization'] || url.includes('X-Amz-Signature=') || action === 'AssumeRoleWithWebIdentity') return
  if (service === 's3') throw new ServiceError('AccessDenied', 'Access Denied', 403)
  const code = service === 'logs' ? 'MissingAuthenticationTokenException' : 'MissingAuthenticationToken'
  throw new ServiceError(
    code,
    service === 'logs' ? 'Missing Authentication Token' : 'Request is missing Authentication Token',
    403,
  )
}

import type { Role } from '../domain/stack.ts'

// https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
const SESSION = 'deploy-action'
const TIMEOUT_MS = 10_000

/** Keys of an AWS session. */
export interface Keys {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
  readonly expiration?: Date
}

/** Before the end of the keys, so that no request is signed with what ends on its way; clients ask again at the same time. */
const SPARE_MS = 300_000

/**
 * Takes a role on, with the options of a client for the credentials that may; a client asks again before the keys end. Clients that
 * share what this gives share the keys.
 */
export function assuming(role: Role, options: { readonly region: string }): () => Promise<Keys> {
  let kept: Keys | undefined
  return async () => {
    if (!kept?.expiration || kept.expiration.getTime() - Date.now() < SPARE_MS) kept = await taken(role, options)
    return kept
  }
}

async function taken({ roleArn, externalId }: Role, options: { readonly region: string }): Promise<Keys> {
  const { AssumeRoleCommand, STSClient } = await import('@aws-sdk/client-sts')
  const client = new STSClient(options)
  try {
    const asked = {
      RoleArn: roleArn,
      RoleSessionName: SESSION,
      ...(externalId === undefined ? {} : { ExternalId: externalId }),
    }
    const { Credentials } = await client.send(new AssumeRoleCommand(asked), { abortSignal: AbortSignal.timeout(TIMEOUT_MS) })
    return {
      accessKeyId: Credentials?.AccessKeyId ?? '',
      secretAccessKey: Credentials?.SecretAccessKey ?? '',
      ...(Credentials?.SessionToken ? { sessionToken: Credentials.SessionToken } : {}),
      ...(Credentials?.Expiration ? { expiration: Credentials.Expiration } : {}),
    }
  } finally {
    client.destroy()
  }
}

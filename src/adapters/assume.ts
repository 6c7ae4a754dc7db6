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

/** Takes a role on, with the options of a client for the credentials that may; a client asks again before the keys end. */
export const assuming =
  ({ roleArn, externalId }: Role, options: { readonly region: string }): (() => Promise<Keys>) =>
  async () => {
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

import type { Where } from '../domain/stack.ts'
import type { Credentials } from '../ports/index.ts'
import { awsFailure, clientOptions } from './aws.ts'

/**
 * The keys with which our own calls are signed, wherever they come from: for a tool that has to call AWS itself.
 * https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html
 */
export async function credentials(where: Where, env: Readonly<Record<string, string | undefined>>): Promise<Credentials> {
  const { STSClient } = await import('@aws-sdk/client-sts')
  const client = new STSClient(clientOptions(where, env))
  try {
    const { accessKeyId, secretAccessKey, sessionToken } = await client.config.credentials()
    return { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) }
  } catch (thrown) {
    throw awsFailure(thrown, 'the credentials')
  } finally {
    client.destroy()
  }
}

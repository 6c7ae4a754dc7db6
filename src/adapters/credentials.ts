import type { Where } from '../domain/stack.ts'
import type { Credentials } from '../ports/index.ts'
import type { Access } from './access.ts'
import { awsFailure, clientOptions } from './aws.ts'

/**
 * The keys with which our own calls are signed, wherever they come from: for a tool that has to call AWS itself.
 * https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html
 */
export async function credentials(where: Where, access: Access): Promise<Credentials> {
  const { STSClient } = await import('@aws-sdk/client-sts')
  const client = new STSClient(clientOptions(where, access))
  try {
    const { accessKeyId, secretAccessKey, sessionToken } = await client.config.credentials()
    const keys = { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) }
    await access.sessions.mask(keys)
    return keys
  } catch (thrown) {
    throw awsFailure(thrown, 'the credentials')
  } finally {
    client.destroy()
  }
}

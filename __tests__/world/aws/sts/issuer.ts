import { generateKeyPairSync, sign } from 'node:crypto'
import type { ProviderSeed } from './roles.ts'

/** GitHub's own issuer. https://docs.github.com/en/actions/reference/security/oidc */
export const GITHUB_ISSUER = 'https://token.actions.githubusercontent.com'

/** Signs identity tokens, and what an account must know to believe them. */
export interface Issuer {
  readonly provider: ProviderSeed
  token(claims: Readonly<Record<string, unknown>>): string
}

const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

/** An issuer with a key of its own. */
export function issuerOf(issuer = GITHUB_ISSUER, audiences: readonly string[] = ['sts.amazonaws.com']): Issuer {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return {
    provider: { issuer, audiences, key: publicKey },
    token(claims) {
      const text = `${encoded({ alg: 'ES256', typ: 'JWT' })}.${encoded({ iss: issuer, ...claims })}`
      const signature = sign('sha256', Buffer.from(text), { key: privateKey, dsaEncoding: 'ieee-p1363' })
      return `${text}.${signature.toString('base64url')}`
    },
  }
}

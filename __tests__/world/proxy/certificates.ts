import { randomUUID } from 'node:crypto'
import { createSecureContext, type SecureContext } from 'node:tls'
import { generate } from 'selfsigned'

/** A throw-away authority: its own certificate, and one for each host that is asked for. */
export interface Authority {
  readonly pem: string
  contextFor(host: string): Promise<SecureContext>
}

const KEYS = { keyType: 'ec', curve: 'P-256', algorithm: 'sha256' } as const

/** Makes an authority that lives as long as this process and is written nowhere but, without its key, where the caller puts it. */
export async function authority(): Promise<Authority> {
  // Several worlds may be trusted at once, and a client looks for an issuer by its name.
  const root = await generate([{ name: 'commonName', value: `Endpoints of test world ${randomUUID()}` }], {
    ...KEYS,
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  })
  const made = new Map<string, Promise<SecureContext>>()
  const make = async (host: string): Promise<SecureContext> => {
    const leaf = await generate([{ name: 'commonName', value: host.slice(0, COMMON_NAME_LIMIT) }], {
      ...KEYS,
      ca: { key: root.private, cert: root.cert },
      extensions: [
        { name: 'extKeyUsage', serverAuth: true },
        { name: 'subjectAltName', altNames: [{ type: 2, value: host }] },
      ],
    })
    return createSecureContext({ key: leaf.private, cert: leaf.cert })
  }
  return {
    pem: root.cert,
    contextFor(host) {
      const context = made.get(host) ?? make(host)
      made.set(host, context)
      return context
    },
  }
}

/** The longest common name of a certificate. https://www.rfc-editor.org/rfc/rfc5280#appendix-A.1 (ub-common-name) */
const COMMON_NAME_LIMIT = 64

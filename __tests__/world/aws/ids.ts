import { createHash } from 'node:crypto'

const BASE36 = '0123456789abcdefghijklmnopqrstuvwxyz'

/** Identifiers that look like the service's own and are the same in every run. */
export class Ids {
  #count = 0

  uuid(): string {
    this.#count += 1
    const hex = createHash('sha256').update(`id ${this.#count}`).digest('hex')
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
  }

  /** The twelve characters that CloudFormation puts behind generated names. */
  suffix(): string {
    return derived(this.uuid(), 12).toUpperCase()
  }
}

/** Letters and digits that follow from a text. */
export function derived(text: string, length: number): string {
  const bytes = createHash('sha512').update(text).digest()
  return Array.from(bytes.subarray(0, length), (byte) => BASE36[byte % BASE36.length]).join('')
}

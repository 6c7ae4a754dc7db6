import { createHash } from 'node:crypto'
import { canonical } from './json.ts'

/** The sha256 of a text or of bytes, in hexadecimal. */
export const sha256 = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex')

/** The sha256 of a value's canonical form. */
export const digestOf = (value: unknown): string => sha256(canonical(value))

const ALPHANUMERIC = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** What generated secrets are made of. None has a character that RDS refuses, or that needs quotes in an address. */
export const alphabets = {
  alphanumeric: ALPHANUMERIC,
  hex: '0123456789abcdef',
  // https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Limits.html
  symbols: `${ALPHANUMERIC}!*-._~`,
} as const

const BYTE = 256

/** A text in which every character is as likely as every other; bytes beyond the last whole alphabet are drawn again. */
export function randomText(length: number, alphabet: keyof typeof alphabets, bytes: (count: number) => Uint8Array): string {
  const characters = alphabets[alphabet]
  const end = BYTE - (BYTE % characters.length)
  let text = ''
  while (text.length < length) {
    for (const byte of bytes(length)) if (byte < end && text.length < length) text += characters[byte % characters.length]
  }
  return text
}

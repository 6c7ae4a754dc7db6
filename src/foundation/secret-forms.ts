/** As it is, in JSON once and twice, in an address and a form, in HTML, in hexadecimal, and in both alphabets of base64. */
export function formsOf(value: string): readonly string[] {
  const html = value.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`)
  const named = value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
  const json = inJson(value)
  const form = new URLSearchParams([['', value]]).toString().slice(1)
  const hex = Buffer.from(value).toString('hex')
  const base64 = [0, 1, 2].map((shift) => alignedBase64(value, shift)).filter((text) => text.length >= 8)
  const base64url = base64.map((text) => text.replaceAll('+', '-').replaceAll('/', '_'))
  const encoded = [encodeURIComponent(value), form, html, named, hex, hex.toUpperCase(), ...base64, ...base64url]
  return [...new Set([value, json, inJson(json), ...encoded])]
}

const inJson = (text: string): string => JSON.stringify(text).slice(1, -1)

function alignedBase64(value: string, shift: number): string {
  const encoded = Buffer.from('\0'.repeat(shift) + value)
    .toString('base64')
    .replace(/=+$/, '')
  // The characters that mix with what stands before or behind the value are left out.
  return encoded.slice(shift === 0 ? 0 : shift + 1, -1)
}

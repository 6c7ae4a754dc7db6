import type { Where } from '../domain/stack.ts'

/** Makes one for each region and role: what shares it shares connections, and takes the role on once. */
export function perPlace<T>(make: (where: Where) => T): (where: Where) => T {
  const made = new Map<string, T>()
  return ({ region, assume }) => {
    const key = JSON.stringify([region, assume?.roleArn, assume?.externalId])
    const known = made.get(key) ?? make({ region, ...(assume ? { assume } : {}) })
    made.set(key, known)
    return known
  }
}

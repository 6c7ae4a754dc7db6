import { placeKey, type Where } from '../domain/assembly.ts'

/** Makes one for each region and role: what shares it shares connections, and takes the role on once. */
export function perPlace<T>(make: (where: Where) => T): (where: Where) => T {
  const made = new Map<string, T>()
  return (where) => {
    const { region, as, assume } = where
    const key = placeKey(where)
    const known = made.get(key) ?? make({ region, ...(as ? { as } : {}), ...(assume ? { assume } : {}) })
    made.set(key, known)
    return known
  }
}

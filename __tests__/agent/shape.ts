/** Fields whose names depend on what was measured. */
const RECORDS: ReadonlySet<string> = new Set(['counts', 'unknown', 'errors'])

/**
 * The paths of fields that only one of two JSON values has. A `null` has the shape of any value; of lists, the first entries are
 * compared.
 */
export function unlikeFields(one: unknown, other: unknown, path = '$'): readonly string[] {
  if (one === null || other === null) return []
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length > 0 && other.length > 0 ? unlikeFields(one[0], other[0], `${path}[]`) : []
  }
  if (typeof one !== typeof other || Array.isArray(one) !== Array.isArray(other)) return [path]
  if (typeof one !== 'object' || typeof other !== 'object') return []
  const [a, b] = [new Map(Object.entries(one)), new Map(Object.entries(other))]
  return [...new Set([...a.keys(), ...b.keys()])].flatMap((name) => {
    const field = `${path}.${name}`
    if (!a.has(name) || !b.has(name)) return [field]
    return RECORDS.has(name) ? [] : unlikeFields(a.get(name), b.get(name), field)
  })
}

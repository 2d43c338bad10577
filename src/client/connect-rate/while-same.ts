/** A function that computes its value again only if the key has changed. */
export function whileSame<T>(key: () => unknown, compute: () => T): () => T {
  let known: { readonly key: unknown; readonly value: T } | null = null
  return () => {
    const now = key()
    if (known === null || known.key !== now) known = { key: now, value: compute() }
    return known.value
  }
}

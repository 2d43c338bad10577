/** Returns numbers from 0 to 1, exclusive: the same sequence for the same seed. */
export type Random = () => number

/**
 * A source of reproducible random numbers: sfc32 of PractRand (Doty-Humphrey). Not for secrets.
 * @param seed a whole number; its lower 32 bits are used
 * @param purpose sources of one seed are independent of each other if their purposes differ
 */
export function randomSource(seed: number, purpose = ''): Random {
  let [a, b, c, counter] = [seed >>> 0, hash(purpose), 0x9e3779b9, 1]
  const next = (): number => {
    const sum = (a + b + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + sum
    return (sum >>> 0) / 2 ** 32
  }
  // The first numbers of similar seeds are similar.
  for (let round = 0; round < 15; round += 1) next()
  return next
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (const character of text) value = Math.imul(value ^ (character.codePointAt(0) ?? 0), 0x01000193)
  return value >>> 0
}

/** The values in random order. */
export function shuffled<T>(values: readonly T[], random: Random): readonly T[] {
  return values
    .map((value) => ({ value, place: random() }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ value }) => value)
}

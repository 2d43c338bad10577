/** Gives numbers from 0 up to, not including, 1; the same ones in the same order for the same seed. */
export type Random = () => number

/**
 * A source of random numbers for choices that anybody has to be able to repeat: sfc32 of PractRand (Doty-Humphrey), far
 * better than a resampling needs, and no source of secrets.
 * @param seed a whole number, of which 32 bits count
 * @param purpose sources for different purposes are independent of each other under one seed
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
  // Seeds that are alike begin alike.
  for (let round = 0; round < 15; round += 1) next()
  return next
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (const character of text) value = Math.imul(value ^ (character.codePointAt(0) ?? 0), 0x01000193)
  return value >>> 0
}

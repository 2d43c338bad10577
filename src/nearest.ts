/** Longer than any name: what follows is not compared. */
const LONGEST = 60

/** The names that are the fewest edits away from an unknown one, the nearest first. Empty if none is near. */
export function nearest(wanted: string, names: readonly string[]): readonly string[] {
  const word = wanted.slice(0, LONGEST).toLowerCase()
  return names
    .map((name) => ({ name, distance: edits(word, name.toLowerCase()) }))
    .filter(({ distance }) => distance <= word.length / 2)
    .toSorted((a, b) => a.distance - b.distance)
    .map(({ name }) => name)
}

/** How many letters have to be changed, added or removed (Levenshtein 1966). */
export function edits(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (const [index, letter] of Array.from(from).entries()) {
    const next = [index + 1]
    for (const [column, other] of Array.from(to).entries()) {
      const [left = 0, above = 0, diagonal = 0] = [next[column], row[column + 1], row[column]]
      next.push(Math.min(left + 1, above + 1, diagonal + (letter === other ? 0 : 1)))
    }
    row = next
  }
  return row[to.length] ?? 0
}

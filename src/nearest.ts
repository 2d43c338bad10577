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
  const columns = Array.from(to)
  let row = [...columns.keys(), columns.length]
  for (const letter of from) {
    let left = (row[0] ?? 0) + 1
    const next = [left]
    // Names are compared with hundreds of others, so the inner loop makes no objects.
    for (let column = 0; column < columns.length; column += 1) {
      const change = (row[column] ?? 0) + (letter === columns[column] ? 0 : 1)
      left = Math.min(left + 1, (row[column + 1] ?? 0) + 1, change)
      next.push(left)
    }
    row = next
  }
  return row[columns.length] ?? 0
}

import { createHash } from 'node:crypto'

/** The most characters of what is shown of a matrix; of a longer one the end is a hash of all of it. */
const LONGEST = 120
const HASHED = 8

/**
 * A leg's values in words, in the order of the matrix: `{"os":"ubuntu","node":24}` is `ubuntu, 24`. Empty where there is no
 * matrix, or none that can be read.
 */
export function matrixLabel(json: string): string {
  try {
    const value: unknown = JSON.parse(json)
    if (typeof value !== 'object' || value === null) return ''
    const label = Object.values(value).map(wordOf).join(', ')
    if (label.length <= LONGEST) return label
    const hash = createHash('sha256').update(json).digest('hex').slice(0, HASHED)
    return `${label.slice(0, LONGEST - HASHED - 2)}… ${hash}`
  } catch {
    return ''
  }
}

function wordOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

import { createHash } from 'node:crypto'

/** Maximum length of a label. A longer one ends in a hash of the whole matrix, which keeps legs distinct. */
const MAX_LENGTH = 120
const HASH_LENGTH = 8

/**
 * The values of a matrix leg, in the order of the matrix: `{"os":"ubuntu","node":24}` is `ubuntu, 24`. Empty without a
 * readable matrix.
 */
export function matrixLabel(json: string): string {
  try {
    const value: unknown = JSON.parse(json)
    if (typeof value !== 'object' || value === null) return ''
    const label = Object.values(value).map(wordOf).join(', ')
    if (label.length <= MAX_LENGTH) return label
    const hash = createHash('sha256').update(json).digest('hex').slice(0, HASH_LENGTH)
    return `${label.slice(0, MAX_LENGTH - HASH_LENGTH - 2)}… ${hash}`
  } catch {
    return ''
  }
}

function wordOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

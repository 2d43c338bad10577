import { plannedMsText } from '../text/time.ts'

/** How much a link's queues delay small packets when the link is full. */
export type BufferbloatGrade = 'A+' | 'A' | 'B' | 'C' | 'D' | 'F'

interface Grade {
  readonly grade: BufferbloatGrade
  /** Upper bound of the increase, ms, exclusive. */
  readonly below: number
  readonly words: string
}

/** The bounds that home-network tests commonly use. */
const GRADES: readonly Grade[] = [
  { grade: 'A+', below: 5, words: 'almost no queue: calls and games are unaffected' },
  { grade: 'A', below: 30, words: 'a short queue: hardly noticeable' },
  { grade: 'B', below: 60, words: 'a noticeable queue: games are affected' },
  { grade: 'C', below: 200, words: 'a long queue: calls suffer' },
  { grade: 'D', below: 400, words: 'a very long queue: everything feels slow' },
  { grade: 'F', below: Number.POSITIVE_INFINITY, words: 'an extremely long queue: unusable while loaded' },
]

/**
 * The grade of an increase of latency under load (ms), with a sentence that states its bounds.
 * @returns `null` if the increase is unknown
 */
export function bufferbloat(
  increase: number | null,
): { readonly grade: BufferbloatGrade; readonly sentence: string } | null {
  const index = GRADES.findIndex(({ below }) => increase !== null && increase < below)
  const found = GRADES[index]
  if (increase === null || found === undefined) return null
  const { grade, below, words } = found
  const from = GRADES[index - 1]?.below ?? null
  const bounds =
    from === null
      ? `below ${plannedMsText(below)}`
      : Number.isFinite(below)
        ? `${from} to ${plannedMsText(below)}`
        : `${plannedMsText(from)} or more`
  return { grade, sentence: `${grade} (${bounds} added under load): ${words}.` }
}

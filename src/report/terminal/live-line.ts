import type { Interval } from '../../results/events.ts'
import { reportOf } from '../kinds.ts'
import type { Paint } from './paint.ts'
import { cut, widthOf } from './width.ts'
import { elapsedText } from '../../text/time.ts'

/** The progress of a test. */
export interface Progress {
  readonly test: string
  /** Seconds since its start. */
  readonly elapsed: number
  /** Planned seconds; `null` if an amount ends the test. */
  readonly planned: number | null
  /** Share (0..1) of the amount that is done; `null` if unknown. */
  readonly done: number | null
  /** The latest interval of each kind and direction. */
  readonly latest: readonly Interval[]
}

/** Range of the bar's width: shorter bars are useless, longer ones leave no space for figures. */
const LEAST_BAR = 8
const MOST_BAR = 32

/** One line about the running test. It leaves the last column free, so terminals never wrap it. */
export function liveLine(progress: Progress, columns: number, paint: Paint): string {
  const { test, elapsed, planned, done, latest } = progress
  const time = elapsedText(elapsed, planned)
  const figure = latestText(latest)
  const share = planned === null ? done : planned > 0 ? elapsed / planned : null
  const words = [test, time, figure].filter((text) => text !== '')
  const room = columns - 1 - widthOf(words.join('  ')) - 2
  const text = cut(words.join('  '), columns - 1)
  if (share === null || room < LEAST_BAR) return text
  const bar = barOf(Math.min(share, 1), Math.min(room, MOST_BAR), paint)
  return [paint('title', test), time, bar, ...(figure === '' ? [] : [paint('main', figure)])].join('  ')
}

function barOf(share: number, columns: number, paint: Paint): string {
  const full = Math.round(share * columns)
  return paint('chart', '━'.repeat(full)) + paint('aside', '─'.repeat(columns - full))
}

/** The latest figures of each kind. */
function latestText(latest: readonly Interval[]): string {
  const kinds = [...new Set(latest.map(({ kind }) => kind))]
  return kinds
    .flatMap((kind) => reportOf({ kind }).live(latest.filter((interval) => interval.kind === kind)))
    .join(', ')
}

import type { Interval, LatencyInterval, LoadedPhaseName } from '../../results/events.ts'
import type { Paint } from './paint.ts'
import { cut, widthOf } from './width.ts'
import { perSecondText, ratePairText, rateText } from '../../text/rate.ts'
import { elapsedText, timeText } from '../../text/time.ts'

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

/**
 * The latest figures: throughput of each measured direction, median round-trip time, connect rate.
 */
function latestText(latest: readonly Interval[]): string {
  const texts: string[] = []
  const rates = latest.filter((interval) => interval.kind === 'throughput' || interval.kind === 'datagram')
  const download = rates.find(({ direction }) => direction === 'download')
  const upload = rates.find(({ direction }) => direction === 'upload')
  if (download && upload) {
    const [down, up] = ratePairText(download.mbps ?? 0, upload.mbps ?? 0)
    texts.push(`down ${down}, up ${up}`)
  } else if (download ?? upload) texts.push(rateText((download ?? upload)?.mbps ?? null))
  const latency = latest.find((interval) => interval.kind === 'latency' || interval.kind === 'loaded')
  if (latency?.kind === 'loaded') texts.push(PHASES[latency.phase])
  if (latency) texts.push(roundTripText(latency))
  if (latency && latency.lost > 0) texts.push(`${latency.lost} lost`)
  const connect = latest.find((interval) => interval.kind === 'connect')
  if (connect) texts.push(perSecondText(connect.rate))
  if (connect && connect.failed > 0) texts.push(`${connect.failed} failed`)
  return texts.join(', ')
}

/** Names of the phases of a loaded test. */
const PHASES: Readonly<Record<LoadedPhaseName, string>> = {
  idle: 'idle',
  download: 'download',
  upload: 'upload',
  bidirectional: 'both',
}

/** The median, or the time of a single probe. */
function roundTripText({ p50, avg }: LatencyInterval): string {
  if (p50 !== null) return `p50 ${timeText(p50)}`
  return avg === null ? 'no answer' : `avg ${timeText(avg)}`
}

import { decimalText } from '../units.ts'
import { scaled, threeDigits, UNKNOWN, unitFor } from './digits.ts'
import type { Scale } from './digits.ts'

/** Factors in ms. */
const TIMES: Scale = [
  [1e-3, 'µs'],
  [1, 'ms'],
  [1000, 's'],
]

/** A time in ms, in the unit that fits: `175 µs`, `12.3 ms`, `1.50 s`. */
export function timeText(ms: number | null): string {
  return ms === null ? UNKNOWN : scaled(ms, TIMES)
}

/** Two times in ms, in the larger one's unit, printed once: `0.982` and `1.31 ms`. */
export function timePairText(one: number, other: number): readonly [one: string, other: string] {
  const [factor, name] = unitFor(Math.max(one, other), TIMES)
  return [threeDigits(one / factor), `${threeDigits(other / factor)} ${name}`]
}

/** A time in ms that is added to another one, with its sign: `+39.0 ms`. */
export function addedTimeText(ms: number | null): string {
  return ms === null ? UNKNOWN : `${signOf(ms)}${timeText(Math.abs(ms))}`
}

/** Times in ms that are added to others, in the unit that fits the largest: `+1.20 / +39.0 / +41.0 ms`. */
export function addedTimesText(times: readonly (number | null)[]): string {
  const [factor, name] = unitFor(Math.max(0, ...times.map((ms) => Math.abs(ms ?? 0))), TIMES)
  const texts = times.map((ms) =>
    ms === null ? UNKNOWN : `${signOf(ms)}${threeDigits(Math.abs(ms) / factor)}`,
  )
  return `${texts.join(' / ')}${times.some((ms) => ms !== null) ? ` ${name}` : ''}`
}

/** A time limit in ms, in seconds with at most three digits: `10 s`, `0.05 s`, `0.389 s`. */
export function limitText(ms: number): string {
  return plannedSecondsText(Number((ms / 1000).toPrecision(3)))
}

/** Seconds as they were set, with all of their digits: `10 s`, `2.5 s`. */
export function plannedSecondsText(seconds: number): string {
  return `${decimalText(seconds)} s`
}

/** Milliseconds as they were set, with all of their digits: `10 ms`, `0.5 ms`. */
export function plannedMsText(ms: number): string {
  return `${decimalText(ms)} ms`
}

/** An estimate in seconds, rounded up: `18 s`. */
export function wholeSecondsText(seconds: number): string {
  return plannedSecondsText(Math.ceil(seconds))
}

/** Seconds that pass while somebody watches, of those planned if they are known: `12.3 s`, `12.3 / 125 s`. */
export function elapsedText(elapsed: number, planned: number | null = null): string {
  return `${[elapsed, ...(planned === null ? [] : [planned])].map(tenths).join(' / ')} s`
}

/** About how many seconds something takes: `2.6 s`, `5 s`, `75 s`. */
export function aboutSecondsText(seconds: number): string {
  return `${seconds < 10 ? Number(seconds.toFixed(1)) : seconds.toFixed(0)} s`
}

function tenths(seconds: number): string {
  return seconds.toFixed(seconds < 100 ? 1 : 0)
}

function signOf(value: number): string {
  return value < 0 ? '-' : '+'
}

/** A time in ms of some hours, with one digit after the point: `12 h`, `30.5 h`. */
export function hoursText(ms: number): string {
  return `${decimalText(Math.round(ms / 360_000) / 10)} h`
}

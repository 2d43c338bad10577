import type { PairedChange } from '../stats/paired.ts'

/** So many times the time that it took already nobody waits for: how much longer exactly does not matter. */
const TOO_LONG = 20

/** A share in percent, with its sign unless told otherwise: `+0.61 %`, `-12.3 %`. */
export function percent(share: number, plus: '+' | '' = '+'): string {
  const value = share * 100
  const digits = Math.abs(value) < 1 ? 2 : 1
  const sign = value < 0 ? '-' : plus
  return `${sign}${Math.abs(value).toFixed(digits)} %`
}

/** An interval: `-1.5 to +0.8 %`. */
export function rangeText({ from, to }: { readonly from: number; readonly to: number }): string {
  return `${percent(from).slice(0, -2)} to ${percent(to)}`
}

/**
 * What an inconclusive comparison could have seen, and how much longer it would take.
 * @param seconds that it took so far
 */
export function inconclusiveSentence(
  ab: PairedChange,
  floor: number,
  margin: number,
  seconds: number,
): string {
  const reach = (ab.to - ab.from) / 2
  const seen = `only a change above ${percent(Math.max(floor, margin + reach), '')} could have been told`
  // An interval shrinks with the square root of the time.
  const distance = Math.abs(Math.abs(ab.change) - margin)
  const within = Math.abs(ab.change) < margin
  const times = Math.max((reach / distance) ** 2, within ? (floor / margin) ** 2 : (floor / ab.change) ** 2)
  const more = seconds * (Math.min(TOO_LONG, times) - 1)
  const about = times < TOO_LONG ? 'some' : 'more than'
  return `${seen}; ${about} ${Math.max(1, Math.ceil(more))} s more would be needed.`
}

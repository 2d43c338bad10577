import type { PairedChange } from '../stats/paired.ts'
import { estimatedShareText } from '../text/share.ts'

/** Nobody waits for this many times the time it already took, so the exact time is not printed beyond it. */
const TOO_LONG = 20

/**
 * What an inconclusive comparison could have detected, and how much longer a verdict takes.
 * @param seconds it took so far
 */
export function inconclusiveSentence(
  ab: PairedChange,
  floor: number,
  margin: number,
  seconds: number,
): string {
  const reach = (ab.to - ab.from) / 2
  const seen = `only a change above ${estimatedShareText(Math.max(floor, margin + reach))} could be detected`
  // An interval shrinks with the square root of the time.
  const distance = Math.abs(Math.abs(ab.change) - margin)
  const within = Math.abs(ab.change) < margin
  const times = Math.max((reach / distance) ** 2, within ? (floor / margin) ** 2 : (floor / ab.change) ** 2)
  const more = seconds * (Math.min(TOO_LONG, times) - 1)
  const about = times < TOO_LONG ? 'about' : 'more than'
  return `${seen}; a verdict takes ${about} ${Math.max(1, Math.ceil(more))} s longer.`
}

import { performance } from '../host/clock.ts'
import { after } from '../host/timers.ts'

/**
 * Runs something again and again, each time this long after the start before. A run that takes longer is followed by the next
 * one when that would begin.
 * @param run gets its number, from 1, and returns an exit code to end with, or `null` to go on
 * @returns that exit code; 0 if the signal ended it
 */
export async function repeat(
  period: number,
  signal: AbortSignal,
  run: (number: number) => Promise<number | null>,
): Promise<number> {
  const begunAt = performance.now()
  for (let number = 1; !signal.aborted; number += 1) {
    const code = await run(number)
    if (code !== null) return code
    const took = performance.now() - begunAt
    await after(period - (took % period), undefined, { signal }).catch(() => undefined)
  }
  return 0
}

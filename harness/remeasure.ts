import type { Measurement } from '../src/results/types.ts'

/** How often is measured, at most, until the figures can be trusted. */
const MOST_TRIES = 3

/** The test that measures. */
export interface Remeasuring {
  /** Milliseconds that are left to it; Infinity where it has no timeout. */
  readonly left: () => number
  /** Told, before it is measured again, why. */
  readonly onAgain: (sentence: string) => Promise<void>
}

/**
 * Measures, and once or twice again where the figures are not to be trusted and there is time left for as long a
 * measurement. The last one counts, trusted or not. Where the reasons are the very same twice (too few probes were asked
 * for, say) it is no chance, and a third time would tell nothing new.
 * @param found the measurements in what a measurement results in
 */
export async function measureUntilTrusted<Result>(
  measure: () => Promise<Result>,
  found: (result: Result) => readonly Measurement[],
  { left, onAgain }: Remeasuring,
): Promise<Result> {
  let before = ''
  for (let tries = 1; ; tries += 1) {
    const startedAt = performance.now()
    const result = await measure()
    const took = performance.now() - startedAt
    const untrusted = found(result).filter(({ validity }) => !validity.ok)
    const why = untrusted.flatMap(({ validity }) => validity.reasons).join(' ')
    if (untrusted.length === 0 || tries === MOST_TRIES || why === before || took > left()) return result
    before = why
    await onAgain(`Measured again, since the figures were not to be trusted: ${why}`)
  }
}

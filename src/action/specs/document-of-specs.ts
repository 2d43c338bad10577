import type { Comparison, Measurement, ResultDocument, SpecResult, Verdict } from '../../results/types.ts'
import type { Spec } from '../run/suite-outcome.ts'

/**
 * The document of a run of specs: all that they measured and compared, and whose it is.
 * @param document what is known without them; its target is that of each measurement that does not tell its own
 */
export function documentOfSpecs(document: ResultDocument, found: readonly Spec[]): ResultDocument {
  const measurements: Measurement[] = []
  const comparisons: Comparison[] = []
  const verdicts: Verdict[] = []
  const specs = found.map((spec): SpecResult => {
    const { file, name, state, attempts, errors, run } = spec
    return {
      file,
      name,
      state,
      attempts,
      errors: errors.slice(0, MOST_ERRORS).map(({ message }) => message),
      measured: spec.measurements.map((measurement, index) => ({
        measurement: measurements.push(measurement) - 1,
        target: run?.measured[index]?.target ?? document.target,
        via: run?.measured[index]?.via ?? null,
      })),
      compared: (run?.comparisons ?? []).map((comparison) => comparisons.push(comparison) - 1),
      judged: (run?.verdicts ?? []).map((verdict) => verdicts.push(verdict) - 1),
    }
  })
  return { ...document, measurements, comparisons, verdicts, specs }
}

/** The most that a document takes of a spec. */
const MOST_ERRORS = 100

import type { Comparison } from './comparison.ts'
import type { ResultDocument } from './document.ts'
import type { Environment, Placement } from './environment.ts'
import type { Measurement } from './measurement.ts'
import type { SpecMeasured, SpecResult } from './specs.ts'
import type { Verdict } from './verdict.ts'

/** A spec with everything it found out, before the document numbers its measurements, comparisons and verdicts. */
export interface FinishedSpec extends Pick<
  SpecResult,
  'file' | 'project' | 'name' | 'state' | 'reason' | 'attempts' | 'errors'
> {
  readonly measured: readonly SpecMeasurement[]
  readonly comparisons: readonly Comparison[]
  readonly verdicts: readonly Verdict[]
  /** Where its links measured; missing if no placement was asked for. */
  readonly placement?: Placement | undefined
}

/** A measurement of a spec, and what it went to. */
export interface SpecMeasurement extends Pick<SpecMeasured, 'target' | 'via'> {
  readonly measurement: Measurement
}

/** The note that vitest gives to tests that had not ended when the run was canceled. It calls them skipped. */
const CANCELED = 'The test run was aborted by the user.'

/**
 * The state of a spec in a document.
 * @param state in vitest's words
 * @param note what vitest says of a skipped test
 */
export function specState(state: string, note: string | undefined): SpecResult['state'] {
  if (state === 'pending' || (state === 'skipped' && note === CANCELED)) return 'incomplete'
  return state === 'passed' || state === 'failed' ? state : 'skipped'
}

/** Maximum number of errors that a document keeps per spec. */
const MAX_ERRORS = 100

/**
 * Puts what specs found out into a document. Each spec refers to its measurements, comparisons and verdicts by their index
 * in the document.
 * @param document everything else that is known about the run
 */
export function documentOfSpecs(document: ResultDocument, finished: readonly FinishedSpec[]): ResultDocument {
  const measurements: Measurement[] = []
  const comparisons: Comparison[] = []
  const verdicts: Verdict[] = []
  const specs = finished.map((spec): SpecResult => ({
    file: spec.file,
    ...(spec.project === undefined ? {} : { project: spec.project }),
    name: spec.name,
    state: spec.state,
    ...(spec.reason === undefined ? {} : { reason: spec.reason }),
    attempts: spec.attempts,
    errors: spec.errors.slice(0, MAX_ERRORS),
    measured: spec.measured.map(({ measurement, target, via }) => ({
      measurement: measurements.push(measurement) - 1,
      target,
      via,
    })),
    compared: spec.comparisons.map((comparison) => comparisons.push(comparison) - 1),
    judged: spec.verdicts.map((verdict) => verdicts.push(verdict) - 1),
  }))
  const placed = [document.environment, ...finished].flatMap(({ placement }) => placement ?? [])
  const environment = { ...document.environment, ...placementOf(placed) }
  return { ...document, environment, measurements, comparisons, verdicts, specs }
}

/** Each part as whoever placed it first did. */
function placementOf(all: readonly Placement[]): Pick<Environment, 'placement'> {
  const [first] = all
  if (first === undefined) return {}
  const of = (part: 'programs' | 'transfers' | 'latency' | 'reason'): string | null =>
    all.map((each) => each[part]).find((each) => each !== null) ?? null
  return {
    placement: {
      asked: first.asked,
      programs: of('programs'),
      transfers: of('transfers'),
      latency: of('latency'),
      reason: of('reason'),
    },
  }
}

import { usageError } from '../../src/check.ts'
import type { Reached } from '../../src/report/failure/failure-message.ts'
import { RESULT_SCHEMA } from '../../src/results/document.ts'
import type { Comparison, Measurement, ResultDocument, Target } from '../../src/results/types.ts'
import { provenanceOf } from '../record/provenance.ts'
import { originalOf } from '../record/read-figures.ts'
import { isKind } from './kinds.ts'

/** What `expect` received, in one form. */
export interface Received {
  readonly measurements: readonly Measurement[]
  readonly comparisons: readonly Comparison[]
  /** `null` if measurements or comparisons were received without a document. */
  readonly document: ResultDocument | null
  /** `null` if unknown. */
  readonly target: Target | null
  readonly reached: Reached
  /** The command that ran the client elsewhere. */
  readonly from?: readonly string[] | undefined
}

/**
 * Reads a measurement, a `{ download, upload }` pair, a comparison, the result of `compare`, a document, or a list of these.
 * @param matcher its name, for an error
 * @param wanted what the matcher judges, for an error
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` for anything else
 */
export function readReceived(matcher: string, wanted: string, value: unknown): Received {
  if (isDocument(value)) {
    const comparisons = 'comparisons' in value && Array.isArray(value.comparisons) ? value.comparisons : []
    const { measurements, target } = value
    return {
      measurements,
      comparisons: comparisons.filter(isComparison),
      document: value,
      target,
      reached: 'running',
    }
  }
  const items: readonly unknown[] = isBothWays(value)
    ? [value.download, value.upload]
    : isCompared(value)
      ? value.comparisons
      : Array.isArray(value)
        ? value
        : [value]
  const measurements = items.map(originalOf).filter(isMeasurement)
  const comparisons = items.filter(isComparison)
  if (items.length === 0 || measurements.length + comparisons.length < items.length) {
    const got = value instanceof Promise ? 'a promise. Await it first' : nameOf(value)
    throw usageError(`${matcher} judges ${wanted}, got ${got}.`)
  }
  const { target = null, reached = 'running', from } = provenanceOf(measurements[0]) ?? {}
  return { measurements, comparisons, document: null, target, reached, from }
}

/** Names a received value in an error. */
export function nameOf(value: unknown): string {
  if (isMeasurement(value)) return `a measurement of ${value.kind}`
  if (isComparison(value)) return 'a comparison'
  if (Array.isArray(value))
    return value.length === 0 ? 'an empty list' : 'a list that contains something else'
  return isRecord(value) ? 'another object' : String(value).slice(0, 100)
}

function isMeasurement(given: unknown): given is Measurement {
  const value = originalOf(given)
  return isRecord(value) && isKind(value['kind']) && isRecord(value['validity'])
}

function isComparison(value: unknown): value is Comparison {
  return (
    isRecord(value) && typeof value['metric'] === 'string' && 'interval' in value && isRecord(value['arms'])
  )
}

function isDocument(value: unknown): value is ResultDocument {
  return isRecord(value) && value['schema'] === RESULT_SCHEMA && Array.isArray(value['measurements'])
}

function isBothWays(
  value: unknown,
): value is { readonly download: Measurement; readonly upload: Measurement } {
  return (
    isRecord(value) &&
    !('kind' in value) &&
    isMeasurement(value['download']) &&
    isMeasurement(value['upload'])
  )
}

/** The result of the fixture `compare`. */
function isCompared(value: unknown): value is { readonly comparisons: readonly unknown[] } {
  return isRecord(value) && Array.isArray(value['comparisons'])
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

import { asError, WyndrvrError } from '../errors.ts'
import type { Measurement, Validity } from '../results/types.ts'

/** The validity of a measurement that ran to its end. */
export const COMPLETE: Validity = { ok: true, reasons: [] }

/**
 * The error of a measurement that was cut off, with what it had measured.
 * @param soFar how far it got, for the reason why it is not trustworthy
 * @param measured what was measured until then, in one direction or both; `null` if nothing was
 */
export function cutOff(
  error: unknown,
  soFar: string,
  measured: ((validity: Validity) => Measurement | readonly Measurement[]) | null,
): Error {
  if (!(error instanceof WyndrvrError)) return asError(error)
  const validity: Validity = { ok: false, reasons: [`Cut off when ${soFar}: ${error.message}`] }
  return new WyndrvrError(error.code, error.message, {
    cause: error.cause,
    measurements: [measured?.(validity) ?? []].flat(),
  })
}

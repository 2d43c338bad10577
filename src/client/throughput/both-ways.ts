import { asError, WyndrvrError } from '../../errors.ts'
import type { ThroughputMeasurement } from '../../results/types.ts'
import type { Stream } from './stream.ts'

/** Measures one direction. */
type Measure = () => Promise<ThroughputMeasurement>

/**
 * Measures both directions at once. A failure of one ends the other.
 * @param streams those of both
 * @throws {WyndrvrError} the first failure; its `measurements` are what was measured of each direction until then
 */
export async function bothWays(
  streams: readonly Pick<Stream, 'destroy'>[],
  down: Measure,
  up: Measure,
): Promise<readonly [ThroughputMeasurement, ThroughputMeasurement]> {
  let first: Error | null = null
  const reason = new WyndrvrError('ERR_WYNDRVR_ABORTED', 'The other direction failed.')
  const each = async (measure: Measure): Promise<ThroughputMeasurement> => {
    try {
      return await measure()
    } catch (error) {
      first ??= asError(error)
      for (const stream of streams) stream.destroy(reason)
      throw error
    }
  }
  const outcomes = await Promise.allSettled([each(down), each(up)])
  const [download, upload] = outcomes
  if (download.status === 'fulfilled' && upload.status === 'fulfilled') return [download.value, upload.value]
  const error = first ?? reason
  throw error instanceof WyndrvrError ? withBoth(error, outcomes) : error
}

function withBoth(
  error: WyndrvrError,
  outcomes: readonly PromiseSettledResult<ThroughputMeasurement>[],
): WyndrvrError {
  const measurements = outcomes.flatMap((outcome) => {
    if (outcome.status === 'rejected')
      return outcome.reason instanceof WyndrvrError ? outcome.reason.measurements : []
    const { reasons } = outcome.value.validity
    const cut = `The other direction was cut off: ${error.message}`
    return [{ ...outcome.value, validity: { ok: false, reasons: [cut, ...reasons] } }]
  })
  return new WyndrvrError(error.code, error.message, { cause: error.cause, measurements })
}

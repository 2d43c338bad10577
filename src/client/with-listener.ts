import { WyndrvrError } from '../errors.ts'
import { Guarded } from './guarded.ts'

/** Measures with a listener that may throw: that ends the streams, and the error is the measurement's. */
export async function withListener<T, Plan extends { readonly onInterval: Listener | null }>(
  plan: Plan,
  streams: readonly { readonly destroy: (reason: WyndrvrError) => void }[],
  measure: (plan: Plan) => Promise<T>,
): Promise<T> {
  if (plan.onInterval === null) return measure(plan)
  const reason = new WyndrvrError('ERR_WYNDRVR_ABORTED', 'A listener of the measurement threw an error.')
  const listener = new Guarded(plan.onInterval, () => {
    for (const stream of streams) stream.destroy(reason)
  })
  try {
    return await measure({ ...plan, onInterval: listener.tell })
  } finally {
    // If one direction has failed, the other may still run. Nobody waits for its intervals.
    listener.end()
  }
}

type Listener = (...values: never[]) => void

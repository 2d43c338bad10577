import type { HostPort } from '../../address.ts'
import { messageOf, WyndrvrError } from '../../errors.ts'
import { newDocument } from '../../host/new-document.ts'
import { overlapAsked, whileMeasuring } from '../../host/measuring-lock.ts'
import { logLine } from '../log.ts'
import type { Outcome } from '../outcome/outcome.ts'

/** Runs a measurement when no other one runs on this machine, so that runners on the same machine take turns. */
export async function inTurn<T>(patience: number, run: () => Promise<T>): Promise<T> {
  return overlapAsked(process.env) ? run() : whileMeasuring({ patience, onWait: logLine }, run)
}

/** The outcome of a run that an error ended. One that other measurements kept from its turn is invalid: nothing failed. */
export function unmeasured(target: HostPort, error: unknown): Outcome {
  const busy = error instanceof WyndrvrError && error.code === 'ERR_WYNDRVR_BUSY'
  const document = newDocument(target)
  return busy
    ? { document, specs: [], errors: [], busy: error.message }
    : { document, specs: [], errors: [messageOf(error)] }
}

import { overlapAsked, whileMeasuring } from '../../host/measuring-lock.ts'
import { logLine } from '../log.ts'

/** Runs a measurement when no other one runs on this machine, so that runners on the same machine take turns. */
export async function inTurn<T>(run: () => Promise<T>): Promise<T> {
  return overlapAsked(process.env) ? run() : whileMeasuring({ onWait: logLine }, run)
}

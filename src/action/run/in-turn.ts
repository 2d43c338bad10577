import { overlapAsked, whileMeasuring } from '../../host/measuring-lock.ts'
import { say } from '../log.ts'

/** Runs what measures while nobody else measures on this machine: runners that share one take turns. Says that it waits. */
export async function inTurn<T>(run: () => Promise<T>): Promise<T> {
  return overlapAsked(process.env) ? run() : whileMeasuring({ onWait: say }, run)
}

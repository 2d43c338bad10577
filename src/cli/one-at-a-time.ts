import { overlapAsked, whileMeasuring } from '../host/measuring-lock.ts'
import { complain } from './say.ts'

/** Runs a measurement while no other runs on this machine, unless `--overlap` is given. Says on standard error that it waits. */
export async function oneAtATime<T>(
  overlap: boolean | undefined,
  signal: AbortSignal,
  run: () => Promise<T>,
): Promise<T> {
  if (overlap || overlapAsked(process.env)) return run()
  return whileMeasuring({ signal, onWait: complain }, run)
}

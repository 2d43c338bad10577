import { overlapAsked, whileMeasuring } from '../host/measuring-lock.ts'
import { complain } from './say.ts'

/** The flags about other measurements on this machine. Times in ms. */
export interface TurnFlags {
  readonly overlap?: boolean
  readonly patience?: number
}

/** Runs a measurement while no other runs on this machine, unless `--overlap` is given. Says on standard error that it waits. */
export async function oneAtATime<T>(
  { overlap, patience }: TurnFlags,
  signal: AbortSignal,
  run: () => Promise<T>,
): Promise<T> {
  if (overlap || overlapAsked(process.env)) return run()
  return whileMeasuring({ signal, patience, onWait: complain }, run)
}

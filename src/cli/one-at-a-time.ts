import { overlapAsked, whileMeasuring } from '../host/measuring-lock.ts'
import { milliseconds } from '../units.ts'
import type { Duration } from '../units.ts'
import { complain } from './say.ts'

/** The flags about other measurements on this machine. */
export interface TurnFlags {
  readonly overlap?: boolean
  readonly patience?: Duration
}

/** Runs a measurement while no other runs on this machine, unless `--overlap` is given. Says on standard error that it waits. */
export async function oneAtATime<T>(
  { overlap, patience }: TurnFlags,
  signal: AbortSignal,
  run: () => Promise<T>,
): Promise<T> {
  if (overlap || overlapAsked(process.env)) return run()
  const longest = patience === undefined ? undefined : milliseconds(patience)
  return whileMeasuring({ signal, patience: longest, onWait: complain }, run)
}

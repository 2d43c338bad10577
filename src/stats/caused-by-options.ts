import { FEW_CONNECTIONS } from './connect.ts'
import { TOO_LARGE } from './datagram-validity.ts'
import { FEW_SAMPLES, TOO_SHORT } from './validity.ts'

/**
 * What lies in the options of a measurement, a transfer of 64 kB for instance, and not in the machine or network, so that
 * measuring again will find it again: the reason, or the part of it without its count of datagrams. `null` if nothing does.
 */
export function causeInOptions(reason: string): string | null {
  if (reason.endsWith(TOO_LARGE)) return TOO_LARGE
  return [FEW_CONNECTIONS, FEW_SAMPLES, TOO_SHORT].some((end) => reason.endsWith(end)) ? reason : null
}

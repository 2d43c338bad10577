import { FEW_CONNECTIONS } from './connect.ts'
import { FEW_SAMPLES, TOO_SHORT } from './validity.ts'

/**
 * Whether a reason that figures are not trustworthy lies in what was asked for, a transfer of 64 kB for instance, and not in
 * the machine or network: measuring again will find it again.
 */
export function isCausedByOptions(reason: string): boolean {
  return [FEW_CONNECTIONS, FEW_SAMPLES, TOO_SHORT].some((end) => reason.endsWith(end))
}

import { WyndrvrError } from '../errors.ts'
import { limitText, plannedSecondsText } from '../text/time.ts'

/** Time (ms) after the budget until a hanging burst is aborted. */
export const GRACE = 2000

/**
 * The error if something still ran {@link GRACE} ms after the budget.
 * @param measuring whether anything was measured
 */
export function overdue(budget: number, measuring: boolean, cause: WyndrvrError): WyndrvrError {
  const sentence = measuring
    ? `An arm hangs or is too slow: it still had not answered ${limitText(GRACE)} after the budget of ${plannedSecondsText(budget)} was used up. Check its server and the path to it, or allow more time.`
    : `The budget of ${plannedSecondsText(budget)} was used up before anything was measured. Allow more time.`
  return new WyndrvrError('ERR_WYNDRVR_TIMEOUT', sentence, { cause })
}

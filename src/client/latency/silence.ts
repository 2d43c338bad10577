import { WyndrvrError } from '../../errors.ts'
import { setImmediate } from '../../host/timers.ts'
import { limitText } from '../../text/time.ts'
import type { ProbeSchedule } from './probe-schedule.ts'

/**
 * Fails a schedule, one of whose probes was lost, if the server seems to be gone.
 * @param timeout of a probe, ms
 */
export function failIfSilent(schedule: ProbeSchedule, server: string, timeout: number): void {
  if (!schedule.isSilent) return
  // This process may have been stopped, and not yet have read what arrived.
  setImmediate(() => {
    if (!schedule.running || !schedule.isSilent) return
    const sentence = `${server} answered none of the last ${schedule.lostInARow} probes within ${limitText(timeout)} each. Check the server and the path, or raise the timeout.`
    schedule.fail(new WyndrvrError('ERR_WYNDRVR_TIMEOUT', sentence))
  })
}

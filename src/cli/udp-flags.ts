import { WyndrvrError } from '../errors.ts'
import type { ClientFlags } from './client.ts'

/**
 * Refuses what makes no sense with `--udp`, rather than to leave it out and say nothing.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE`
 */
export function checkUdpFlags(flags: ClientFlags): void {
  if (flags.udp !== true) return
  const refused = [
    flags.dialect === 'seed' && "--dialect seed: the seed's dialect has no UDP",
    flags.streams !== undefined && flags.streams > 1 && '--streams: a UDP test is one flow',
    flags.block !== undefined && '--block: what is sent at once is a datagram, of --payload bytes',
    flags.warmup !== undefined && '--warmup: a UDP test has its rate from the first datagram on',
    flags.connections !== undefined && '--connections: UDP has none',
    flags.test.includes('connect') && '--test connect: UDP has no connections',
  ].find((reason) => reason !== false)
  if (refused !== undefined) {
    throw new WyndrvrError('ERR_WYNDRVR_VALUE', `--udp can not be given with ${refused}.`)
  }
}

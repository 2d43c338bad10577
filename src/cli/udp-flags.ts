import { UDP_TESTS } from '../suite/step.ts'
import { usageError } from '../check.ts'
import type { ClientFlags } from './client-flags.ts'

/**
 * Refuses what makes no sense with `--udp`, rather than to leave it out and say nothing.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE`
 */
export function checkUdpFlags(flags: ClientFlags): void {
  if (flags.udp !== true) return
  const udpTests = new Set<string>(['all', ...UDP_TESTS])
  const tcpOnly = flags.test.find((test) => !udpTests.has(test))
  const refused = [
    flags.dialect === 'seed' && "--dialect seed: the seed's dialect has no UDP",
    flags.streams !== undefined && flags.streams > 1 && '--streams: a UDP test is one flow',
    flags.block !== undefined && '--block: what is sent at once is a datagram, of --payload bytes',
    flags.warmup !== undefined && '--warmup: a UDP test has its rate from the first datagram on',
    flags.connections !== undefined && '--connections: UDP has none',
    tcpOnly !== undefined && `--test ${tcpOnly}: there is TCP in it`,
  ].find((reason) => reason !== false)
  if (refused !== undefined) {
    throw usageError(`--udp can not be given with ${refused}.`)
  }
}

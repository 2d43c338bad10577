import { UDP_TESTS } from '../suite/tests.ts'
import { usageError } from '../check.ts'
import { isHttp } from './client-flags.ts'
import type { ClientFlags } from './client-flags.ts'

/**
 * Refuses options that do not apply to `--udp`, instead of ignoring them silently.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE`
 */
export function checkUdpFlags(flags: ClientFlags): void {
  if (flags.udp !== true) return
  const udpTests = new Set<string>(['all', ...UDP_TESTS])
  const tcpOnly = flags.test.find((test) => !udpTests.has(test))
  const refused = [
    flags.dialect === 'seed' && '--dialect seed: UDP is not available in the seed dialect',
    flags.url !== undefined && 'a URL: UDP is not available over HTTP',
    isHttp(flags) &&
      `${flags.httpVersion === undefined ? `--dialect ${flags.dialect}` : '--http-version'}: UDP is not available over HTTP`,
    flags.streams !== undefined && flags.streams > 1 && '--streams: a UDP test is one flow',
    flags.block !== undefined && '--block: --payload sets the size of a datagram',
    flags.warmup !== undefined && '--warmup: a UDP test sends at its full rate from the first datagram',
    flags.connections !== undefined && '--connections: UDP has no connections',
    tcpOnly !== undefined && `--test ${tcpOnly}: that test uses TCP`,
  ].find((reason) => reason !== false)
  if (refused !== undefined) {
    throw usageError(`--udp cannot be combined with ${refused}. Remove one of them.`)
  }
}

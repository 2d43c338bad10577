import { usageError } from '../check.ts'
import { planLocal, refuseUnsettable, TCP_WINDOW, UDP_DSCP } from '../client/wire/local-end.ts'
import type { LocalOptions } from '../client/wire/local-end.ts'
import { isHttp } from './client-flags.ts'
import type { ClientFlags, TestFlag } from './client-flags.ts'

/** How the client opens its sockets. */
export function localOf({ bind, ipv4, ipv6, sourcePort, dscp, window }: ClientFlags): LocalOptions {
  return { bind, family: ipv4 === true ? 4 : ipv6 === true ? 6 : undefined, sourcePort, dscp, window }
}

/** Tests with more connections than one measurement has streams. */
const MANY_PORTS: ReadonlySet<TestFlag> = new Set<TestFlag>(['loaded', 'connect', 'requests', 'full'])

/**
 * Refuses what cannot be set for these tests, before anything starts.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE`
 */
export function checkLocalFlags(flags: ClientFlags): void {
  refuseUnsettable(flags)
  planLocal(localOf(flags), flags.from === undefined)
  const udp = flags.udp === true
  const full = flags.test.includes('full')
  if (flags.window !== undefined && !udp) throw usageError(TCP_WINDOW)
  if (flags.dscp !== undefined && (udp || full || flags.mtuProbe === true)) throw usageError(UDP_DSCP)
  const manyPorts = flags.test.find((test) => MANY_PORTS.has(test))
  const refused = [
    flags.sourcePort !== undefined &&
      manyPorts !== undefined &&
      `--source-port cannot be combined with --test ${manyPorts}, whose connections need ports of their own`,
    flags.sourcePort !== undefined &&
      (flags.concurrent ?? 1) > 1 &&
      '--source-port cannot be combined with --concurrent: each client needs a port of its own',
    flags.pid !== undefined &&
      ((flags.concurrent ?? 1) > 1 || (flags.from ?? []).length > 1) &&
      '--pid cannot be combined with several clients, whose work the program does at the same time',
    flags.mtuProbe === true &&
      (flags.concurrent ?? 1) > 1 &&
      '--mtu-probe cannot be combined with --concurrent: one client probes the path',
    flags.mtuProbe === true &&
      (flags.from ?? []).length > 1 &&
      '--mtu-probe cannot be combined with several --from, whose paths differ',
    flags.mtuProbe === true &&
      flags.dialect === 'seed' &&
      '--mtu-probe cannot be combined with --dialect seed, which has no UDP',
    flags.mtuProbe === true &&
      flags.dialect === 'iperf3' &&
      '--mtu-probe cannot be combined with --dialect iperf3, which has no echo',
    flags.mtuProbe === true && isHttp(flags) && '--mtu-probe cannot be combined with HTTP, which has no UDP',
  ].find((reason) => reason !== false)
  if (refused !== undefined) throw usageError(`${refused}. Remove one of them.`)
}

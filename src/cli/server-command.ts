import { Command, Option } from 'commander'

import { DEFAULT_SERVER } from '../address.ts'
import { MOST_PORT } from '../check.ts'
import { DEFAULT_CAPS, MOST_CONNECTIONS } from '../server/caps.ts'
import { MODES } from '../server/mode.ts'
import { metricsOption } from './metrics-flags.ts'
import type { ServerFlags } from './run-server.ts'
import { serverTlsOptions } from './tls-flags.ts'
import { tokenOptions } from './token-flags.ts'
import { byteCount, host, networks, rate, time, whole } from './values.ts'

/** `wyndrvr server` */
export function serverCommand(): Command {
  const command = new Command('server').description('Serves clients until Ctrl-C.')
  const options = [
    new Option('--host <host>', 'address or name to listen on').argParser(host).default('0.0.0.0'),
    new Option('--port <port>', 'TCP port; 0 picks a free one')
      .default(DEFAULT_SERVER.port)
      .argParser(whole(0, MOST_PORT)),
    new Option('--mode <mode>', 'how connections are spread over workers').choices(MODES).default('thread'),
    new Option(
      '--workers <n>',
      'number of worker threads or processes (default: number of CPUs, at least 2)',
    ).argParser(whole(1, 256)),
    new Option('--idle-timeout <time>', 'drop a connection after this time without traffic')
      .default(60_000, '60s')
      .argParser(time),
    new Option('--handshake-timeout <time>', 'drop a connection that asks for nothing after this time')
      .default(30_000, '30s')
      .argParser(time),
    ...serverTlsOptions(),
    ...tokenOptions(),
    new Option('--allow-seed', 'let clients measure without the token in the seed and iperf3 dialects'),
    new Option(
      '--allow <network>',
      'only clients from here may connect, such as 192.0.2.0/24; repeatable',
    ).argParser(networks),
    new Option('--deny <network>', 'clients from here may not connect; repeatable').argParser(networks),
    ...capOptions(),
    new Option('--one-off', 'exit 1 s after the first session, unless another is running'),
    new Option('--exit-after-idle <time>', 'exit after this time without a session').argParser(time),
    new Option('--exit-with-stdin', 'exit when standard input ends'),
    new Option(
      '--announce <format>',
      'print the address in this format on standard output, and everything else on standard error',
    ).choices(['json']),
    new Option(
      '--dashboard [port]',
      'serve a page for a browser on this machine that shows who measures and at what rate, on this port (default port: 5002; 0 picks a free one)',
    ).argParser(whole(0, MOST_PORT)),
    metricsOption('what clients do'),
    new Option('--log-time', 'begin each line with the date and time'),
  ]
  for (const each of options) command.addOption(each)
  return command.addHelpText('after', NOTES).action(async (flags: ServerFlags) => {
    const { runServer } = await import('./run-server.ts')
    await runServer(flags)
  })
}

/** What limits how much clients may do. */
function capOptions(): readonly Option[] {
  const most = whole(1, MOST_CONNECTIONS)
  const { connections, perAddress, waiting } = DEFAULT_CAPS
  return [
    new Option('--max-sessions <n>', 'sessions at once; others wait (default: unlimited)').argParser(most),
    new Option('--max-waiting <n>', 'sessions that may wait; others are refused')
      .default(waiting)
      .argParser(whole(0, MOST_CONNECTIONS)),
    new Option('--max-streams <n>', 'streams of one session (default: unlimited)').argParser(most),
    new Option('--max-connections <n>', 'connections in all').default(connections).argParser(most),
    new Option('--max-connections-per-address <n>', 'connections of one address')
      .default(perAddress)
      .argParser(most),
    new Option('--max-duration <time>', 'longest test (default: 24h)').argParser(time),
    new Option('--max-bytes <size>', 'largest transfer (default: 1024TiB)').argParser(byteCount),
    new Option('--max-rate <rate>', 'highest rate of a stream; clients must then ask for a rate').argParser(
      rate,
    ),
    new Option('--max-datagram <size>', 'largest datagram (default: 65507)').argParser(byteCount),
  ]
}

const NOTES = `
A time without a unit is in seconds. SIGHUP does not end the server.

Exit codes: 0 stopped by Ctrl-C or SIGTERM, or for the reason of an --exit-…
option or --one-off; 2 usage error; 3 could not listen.`

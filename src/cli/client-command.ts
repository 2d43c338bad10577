import { Command, Option } from 'commander'

import type { DialectChoice } from '../client/open-session.ts'
import { DEFAULT_SERVER } from '../address.ts'
import { MOST_PID, MOST_PORT } from '../check.ts'
import { parseServerUrl } from '../client/wire/http-target.ts'
import { FURTHER_PORTS } from '../client/wire/local-end.ts'
import { SEED_TESTS, TESTS, UDP_TESTS } from '../suite/tests.ts'
import { TEST_FLAGS } from './client-flags.ts'
import type { ClientFlags } from './client-flags.ts'
import type { FarServerFlags } from './far-server-run.ts'
import { httpOptions } from './http-flags.ts'
import { metricsOption } from './metrics-flags.ts'
import { namedServer } from './named-server.ts'
import { tlsOptionsOf } from './tls-flags.ts'
import { tokenOptions } from './token-flags.ts'
import {
  byteCount,
  commands,
  host,
  listed,
  names,
  percentage,
  placement,
  rate,
  repeated,
  serverUrl,
  size,
  time,
  timeout,
  whole,
  words,
} from './values.ts'

const DIALECTS: readonly DialectChoice[] = ['auto', 'native', 'seed', 'iperf3', 'http1', 'http2', 'ws']

/** `wyndrvr client` */
export function clientCommand(): Command {
  const command = new Command('client')
    .description('Measures latency and bandwidth to a server.')
    .argument(
      '[url]',
      'server, or a proxy before it, to measure over HTTP, such as http://192.0.2.7:8080/base, or over WebSocket, such as ws://192.0.2.7:8080/base',
      serverUrl,
    )
  const option = (flags: string, description: string, parse?: (text: string) => unknown): Option => {
    const created = new Option(flags, description)
    return parse ? created.argParser(parse) : created
  }
  const options = [
    option('--host <host>', 'server host address', host).default(DEFAULT_SERVER.host),
    option('--port <port>', 'server port', whole(1, MOST_PORT)).default(DEFAULT_SERVER.port),
    option(
      '--server-from <command>',
      "command that runs the server elsewhere, such as 'ip netns exec b'; it is stopped at the end",
      words,
    ),
    option(
      '--test <list>',
      `tests to run: ${TESTS.join(', ')}; all: ${SEED_TESTS.join(', ')}; full: every test, in less than 25 s`,
      names(TEST_FLAGS),
    ).default(['all'], 'all'),
    option('--udp', `run ${UDP_TESTS.join(', ')} over UDP`),
    option(
      '--count <n>',
      'number of latency probes (default: 10), of connections in a connect test, or of requests in a requests test',
      whole(1, 1_000_000),
    ),
    option('--size <size>', 'payload of a bandwidth test, with a unit or in MiB (default: 10MiB)', size),
    option(
      '--duration <time>',
      'duration of each test, instead of --count or --size; in a loaded test, of each phase (default: 5s)',
      time,
    ),
    option(
      '--streams <n>',
      'streams of a bandwidth test (default: 1), or of a loaded test in each direction (default: 4)',
      whole(1, 128),
    ),
    option(
      '--connections <n>',
      'concurrent connections of a connect or requests test (default: 16)',
      whole(1, 1000),
    ),
    option('--tls-resume', 'have the connections of a connect test resume TLS sessions'),
    option(
      '--warmup <time>',
      'warm-up time to exclude from the results of a bandwidth test (default: 0s), or of each phase of a loaded test (default: 1s)',
      time,
    ),
    option(
      '--rate <rate>',
      'payload rate of all streams together, such as 50Mbit/s (default: unlimited; 1Mbit/s with --udp)',
      rate,
    ),
    option(
      '--loss-ratio <share>',
      'share of datagrams that a udp-capacity test may lose, such as 0.1% (default: 0.1%)',
      percentage,
    ),
    option(
      '--max-rate <rate>',
      'highest rate of a udp-capacity test, with which it begins (default: 1Gbit/s)',
      rate,
    ),
    option('--resolution <share>', 'resolution of a udp-capacity test (default: 5%)', percentage),
    option('--trial <time>', 'time of each trial of a udp-capacity test (default: 1s)', time),
    option('--direction <direction>', 'the only direction of a udp-capacity test (default: both)').choices([
      'download',
      'upload',
    ]),
    option('--block <size>', 'maximum write size (default: 512KiB)', byteCount),
    option('--report-interval <time>', 'reporting interval (default: 1s; 100ms in tests under 5 s)', time),
    option(
      '--interval <time>',
      'send probes at this interval, whether or not earlier ones were answered (default: off; 10ms with --udp and in a loaded test)',
      time,
    ),
    option(
      '--payload <size>',
      'probe size in bytes (default: 14; 18 with --udp), or datagram size (default: 1200)',
      byteCount,
    ),
    option(
      '--samples',
      'keep every probe, and the rates of each stream in time, in the result document: for charts, and for programs',
    ),
    option('--no-busy-poll', 'do not busy-poll between probes'),
    option(
      '--timeout <time>',
      'connection timeout (default: 10s); timeout of a probe, a request, or a connection in a connect test (default: 2s); how long a bandwidth test may go without data (default: 30s)',
      timeout,
    ),
    option(
      '--keep-alive <time>',
      'interval of keep-alive messages on an idle connection (default: 2s)',
      time,
    ),
    option(
      '--from <command>',
      "command that runs an agent where to measure from, such as 'ip netns exec a'; repeatable: all measure together",
    ).argParser(commands),
    option('--bind <local>', 'local address of the connections, or the interface that has it'),
    option('-4, --ipv4', 'use IPv4 only').conflicts('ipv6'),
    option('-6, --ipv6', 'use IPv6 only'),
    option(
      '--source-port <n>',
      'local port; streams use the following ones',
      whole(1, MOST_PORT - FURTHER_PORTS),
    ),
    option('--dscp <value>', 'DSCP of the TCP packets that this client sends: 0 to 63, or a name such as ef'),
    option(
      '--window <size>',
      'size of the UDP socket buffers of this client, with --udp (default: up to 4MiB)',
      byteCount,
    ),
    option('--mtu-probe', 'find the largest datagram that passes unfragmented, before the tests'),
    // Other tools have them, and only the system can set them: refused with the way that works.
    option('--mss <bytes>', 'refused').hideHelp(),
    option('--congestion <name>', 'refused').hideHelp(),
    ...tlsOptionsOf(),
    ...tokenOptions(),
    ...httpOptions(),
    option('--concurrent <n>', 'number of concurrent clients, in worker threads', whole(1, 1000)),
    option('--dialect <dialect>', 'protocol dialect').choices(DIALECTS).default('auto'),
    option(
      '--pid <pid>',
      'process id of the program that traffic passes through, on this machine, to measure its CPU time and memory; repeatable',
    ).argParser(repeated(whole(1, MOST_PID))),
    option(
      '--placement <cpus>',
      "CPUs for this client: auto, none, or a list such as '0-2,5' (default: none)",
      placement,
    ),
    option('--overlap', 'do not wait for other measurements on this machine'),
    option(
      '--patience <time>',
      'maximum wait for other measurements on this machine, and for other clients of the server (default: 10min)',
      time,
    ),
    option('--json', 'print the result document on standard output, and everything else on standard error'),
    option(
      '--json-stream',
      'print events as JSON lines on standard output during the run, and everything else on standard error',
    ).conflicts('json'),
    option('--output <file>', 'also write the result document to a file'),
    option('--html <file>', 'also write a page with charts for a browser'),
    option(
      '--threshold <line>',
      "threshold on the results, such as 'latency.p99 < 5ms'; repeatable",
    ).argParser(listed),
    option('--history <dir>', "folder of histories, for thresholds such as 'latency.p50 shift < 5%'"),
    option(
      '--branch <name>',
      "branch of the history (default: the pull request's target, or the current one)",
    ),
    option('--job <name>', 'job of the history (default: default)'),
    option(
      '--watch <time>',
      'measure again, from start to start, after this time, until Ctrl-C or SIGTERM',
      time,
    ).conflicts('json'),
    metricsOption('the results of the last run of --watch'),
  ]
  for (const each of options) command.addOption(each)
  return command
    .addHelpText('after', EXAMPLES)
    .hook('preAction', useNamedServer)
    .action(async (url: string | undefined, { serverFrom, ...given }: CommandFlags, self: Command) => {
      const { runClient } = await import('./run-client.ts')
      const flags = url === undefined ? given : withUrl(url, given, self)
      if (serverFrom === undefined) return runClient(flags)
      await runClient({ ...flags, farServer: farServerOf(serverFrom, flags, self) })
    })
}

/** What else names a server. */
const URL_EXCLUDES = [
  { name: 'host', flag: '--host' },
  { name: 'port', flag: '--port' },
  { name: 'serverFrom', flag: '--server-from' },
] as const

/** The server that a URL names, in place of that of other flags. */
function withUrl(url: string, flags: ClientFlags, command: Command): ClientFlags {
  const flag = URL_EXCLUDES.find(({ name }) => {
    const source = command.getOptionValueSource(name)
    return source !== undefined && source !== 'default'
  })
  if (flag !== undefined) command.error(`error: The URL names the server. Remove it, or ${flag.flag}.`)
  const { host: name, port } = parseServerUrl(url)
  return { ...flags, url, host: name, port }
}

/** Takes the server from the environment if neither a URL nor one of --host, --port and --server-from is given. */
function useNamedServer(command: Command): void {
  if (command.getOptionValue('serverFrom') !== undefined || command.args.length > 0) return
  if (isGiven(command, 'host') || isGiven(command, 'port')) return
  const named = namedServer(command)
  if (named === null) return
  command.setOptionValueWithSource('host', named.host, 'env')
  command.setOptionValueWithSource('port', named.port, 'env')
  if (named.url !== undefined) command.setOptionValueWithSource('url', named.url, 'env')
}

function isGiven(command: Command, name: string): boolean {
  return command.getOptionValueSource(name) !== 'default'
}

/** What commander reads. */
type CommandFlags = ClientFlags & { readonly serverFrom?: readonly string[] }

/** The server of --server-from. --port is the port on which it listens, and --host where the client reaches it. */
function farServerOf(
  from: readonly string[],
  { host: at, port, from: [clientFrom] = [] }: ClientFlags,
  command: Command,
): FarServerFlags {
  return {
    from,
    clientFrom,
    ...(isGiven(command, 'port') && { port }),
    ...(isGiven(command, 'host') && { at, ...(at.includes(':') && { host: '::' }) }),
  }
}

const EXAMPLES = `
A time without a unit is in seconds. Without --host, --port and --server-from,
the client uses the server that WYNDRVR_SERVER names, if it is set. A
command of --from that does not end in the word agent gets this program
appended. It is split into words as in a shell, but runs without one.

Exit codes: 0 measured, and no threshold failed; 1 a threshold failed; 2 usage
error; 3 not measured or not judged; 129 SIGHUP, 130 Ctrl-C, 143 SIGTERM; with
--watch 0 for these three.

Examples:
  wyndrvr client --host 192.0.2.7
  wyndrvr client https://proxy.example:8443/base --insecure --http-version 2
  wyndrvr client --test latency --duration 2s --interval 10ms
  wyndrvr client --test download,upload --duration 5s --streams 4
  wyndrvr client --udp --test download,upload --rate 50Mbit/s --duration 10s
  wyndrvr client --test loaded --duration 10s
  wyndrvr client --test connect --connections 64
  wyndrvr client http://127.0.0.1:8080/base --test requests --connections 64
  wyndrvr client --test full
  wyndrvr client --host 10.0.0.1 --from 'ip netns exec a'
  wyndrvr client --server-from 'ip netns exec b' --udp
  wyndrvr client --json --output result.json
  wyndrvr client --host 192.0.2.7 --watch 5min --metrics 0.0.0.0:9464`

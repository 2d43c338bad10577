import { Command, Option } from 'commander'

import { MOST_PORT } from '../check.ts'
import { TEST_FLAGS } from './client-flags.ts'
import type { ClientFlags } from './client-flags.ts'
import { byteCount, listed, names, rate, size, time, whole } from './values.ts'

const DIALECTS = ['auto', 'native', 'seed']

/** `wyndrvr client` */
export function clientCommand(): Command {
  const command = new Command('client').description('Measures latency and bandwidth to a server.')
  const option = (flags: string, description: string, parse?: (text: string) => unknown): Option => {
    const created = new Option(flags, description)
    return parse ? created.argParser(parse) : created
  }
  const options = [
    option('--host <host>', 'server host address').default('localhost'),
    option('--port <port>', 'server port', whole(1, MOST_PORT)).default(5001),
    option(
      '--test <list>',
      'latency, download, upload, bidirectional, loaded, connect; all: the first three; full: everything, in less than 25 s',
      names(TEST_FLAGS),
    ).default(['all'], 'all'),
    option('--udp', 'run latency, download, upload and bidirectional over UDP'),
    option('--count <n>', 'latency probes (default: 10), or connections to open', whole(1, 1_000_000)),
    option(
      '--size <size>',
      'payload of a bandwidth test, in MB of 2^20 bytes or with a unit (default: 10)',
      size,
    ),
    option(
      '--duration <time>',
      'run each test for a time, instead of --count and --size; of a loaded test each phase (default there: 5s)',
      time,
    ),
    option(
      '--streams <n>',
      'connections of a bandwidth test (default: 1), or of a loaded test in each direction (4)',
      whole(1, 128),
    ),
    option('--connections <n>', 'connections at once of a connect test (default: 16)', whole(1, 1000)),
    option(
      '--warmup <time>',
      'leave out the beginning of a bandwidth test (default: 0), or of each phase of a loaded test (1s)',
      time,
    ),
    option(
      '--rate <rate>',
      'payload of all streams together, such as 50Mbit/s (default with --udp: 1Mbit/s)',
      rate,
    ),
    option('--block <size>', 'the most bytes of one write (default: 524288)', byteCount),
    option('--report-interval <time>', 'width of the intervals (default: 1s, under 5 s 100ms)', time),
    option(
      '--interval <time>',
      'send probes on a schedule, answered or not (default with --udp and in a loaded test: 10ms)',
      time,
    ),
    option(
      '--payload <size>',
      'bytes of a probe (default: 14, with --udp 18), and of a datagram (1200)',
      byteCount,
    ),
    option('--no-busy-poll', 'let the event loops sleep between probes'),
    option(
      '--timeout <time>',
      'wait so long for a connection (default: 10s), a probe or one of a connect test (2s)',
      time,
    ),
    option('--concurrent <n>', 'run so many clients at once, in worker threads', whole(1, 1000)),
    option('--dialect <dialect>', 'wire language').choices(DIALECTS).default('auto'),
    option('--overlap', 'measure also while another measurement runs on this machine'),
    option('--json', 'print the result document, and all else on standard error'),
    option(
      '--json-stream',
      'print events as JSON lines while it runs, and all else on standard error',
    ).conflicts('json'),
    option('--output <file>', 'write the result document to a file as well'),
    option(
      '--threshold <line>',
      "judge what is measured, as in 'latency.p99 < 5ms'; may be given again",
    ).argParser(listed),
  ]
  for (const each of options) command.addOption(each)
  return command.addHelpText('after', EXAMPLES).action(async (flags: ClientFlags) => {
    const { runClient } = await import('./run-client.ts')
    await runClient(flags)
  })
}

const EXAMPLES = `
A time without a unit is in seconds.

Examples:
  wyndrvr client --host 192.0.2.7
  wyndrvr client --test latency --duration 2s --interval 10ms
  wyndrvr client --test download,upload --duration 5s --streams 4
  wyndrvr client --udp --test download,upload --rate 50Mbit/s --duration 10s
  wyndrvr client --test loaded --duration 10s
  wyndrvr client --test connect --connections 64
  wyndrvr client --test full
  wyndrvr client --json --output result.json`

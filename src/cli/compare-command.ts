import { Command, Option } from 'commander'

import { SERVER_VARIABLE } from '../address.ts'
import { MOST_PID } from '../check.ts'
import { MEASURE_NAMES, USUAL } from '../compare/measures.ts'
import { MOST_SEED, RESTARTS } from '../compare/plan.ts'
import { BUDGET_RANGE, MARGIN_RANGE } from '../verdict/comparison-range.ts'
import type { CompareFlags } from './run-compare.ts'
import { httpOptions } from './http-flags.ts'
import { tlsOptionsOf } from './tls-flags.ts'
import { anyServer, margin, named, names, placement, rate, time, timeout, whole, words } from './values.ts'

/** `wyndrvr compare` */
export function compareCommand(): Command {
  const command = new Command('compare').description(
    'Compares two servers or more, or paths to one, in many short alternating bursts.',
  )
  const option = (flags: string, description: string, parse?: (text: string) => unknown): Option => {
    const created = new Option(flags, description)
    return parse ? created.argParser(parse) : created
  }
  const options = [
    option(
      '--base <server>',
      'reference server: host:port, or its URL over HTTP or WebSocket',
      anyServer,
    ).env(SERVER_VARIABLE),
    option(
      '--head <server>',
      'server to judge (default with --base-from or --head-from: that of --base)',
      anyServer,
    ),
    option(
      '--arm <name=server>',
      'in place of --base and --head: one of 2 to 8 servers; each of the others is compared with the first (repeatable)',
      named(anyServer),
    ),
    option(
      '--server-from <command>',
      "command that runs the server behind both, such as 'ip netns exec b'; it is stopped at the end",
      words,
    ),
    option(
      '--measure <list>',
      `measures to judge: ${MEASURE_NAMES.join(', ')}; latency means its median`,
      names(MEASURE_NAMES),
    ).default(USUAL, USUAL.join(',')),
    option('--streams <n>', 'streams of a transfer (default: 1), or of a load (default: 4)', whole(1, 128)),
    option('--rate <rate>', 'rate of UDP datagrams (default: 10Mbit/s)', rate),
    option('--budget <time>', `maximum duration of the comparison, ${BUDGET_RANGE}`, time).default(
      30_000,
      '30s',
    ),
    option(
      '--margin <margins>',
      `largest change that counts as the same: ${MARGIN_RANGE}, or one for each measure, such as 'latency=0.05ms,download=5%'; for a loss, in percentage points`,
      margin,
    ).default('5%', '5%'),
    option(
      '--base-cmd <command>',
      'command that starts the program at --base; wyndrvr restarts it during the comparison and stops it at the end',
      words,
    ),
    option(
      '--head-cmd <command>',
      'command that starts the program at --head; wyndrvr restarts it during the comparison and stops it at the end',
      words,
    ),
    option(
      '--base-pid <pid>',
      'process id of the program at --base, to measure its CPU time (cpu.…) without --base-cmd',
      whole(1, MOST_PID),
    ),
    option(
      '--head-pid <pid>',
      'process id of the program at --head, to measure its CPU time (cpu.…) without --head-cmd',
      whole(1, MOST_PID),
    ),
    option(
      '--arm-cmd <name=command>',
      'command that starts the program of an --arm, as --base-cmd does for --base (repeatable)',
      named(words),
    ),
    option(
      '--arm-pid <name=pid>',
      'process id of the program of an --arm, as --base-pid is for --base (repeatable)',
      named(whole(1, MOST_PID)),
    ),
    option(
      '--from <command>',
      "command that runs an agent where to measure all arms from, such as 'ip netns exec a'",
      words,
    ),
    option('--base-from <command>', 'the same for --base alone', words),
    option('--head-from <command>', 'the same for --head alone', words),
    option('--arm-from <name=command>', 'the same for one --arm (repeatable)', named(words)),
    option(
      '--timeout <time>',
      'connection timeout, and timeout of a transfer that makes no progress (default: 5s); timeout of a probe (default: 2s)',
      timeout,
    ),
    option(
      '--seed <n>',
      'random seed, to repeat the order and resampling of an earlier run',
      whole(0, MOST_SEED),
    ),
    option('--restart <when>', 'when to restart the programs of --base-cmd and --head-cmd')
      .choices(RESTARTS)
      .default('auto'),
    option(
      '--placement <cpus>',
      "CPUs for this client and the commands: auto, none, or a list such as '0-2,5'",
      placement,
    ).default('auto'),
    ...tlsOptionsOf(),
    ...httpOptions(),
    option('--overlap', 'do not wait for other measurements on this machine'),
    option('--patience <time>', 'maximum wait for other measurements on this machine (default: 10min)', time),
    option('--json', 'print the result document on standard output, and everything else on standard error'),
    option('--output <file>', 'also write the result document to a file'),
    option('--html <file>', 'also write a page with charts for a browser'),
  ]
  for (const each of options) command.addOption(each)
  return command.addHelpText('after', EXAMPLES).action(async ({ base, ...flags }: CompareFlags) => {
    const { runCompare } = await import('./run-compare.ts')
    // The variable is set for a whole job, and does not choose the form.
    const unused = flags.arm !== undefined && command.getOptionValueSource('base') === 'env'
    await runCompare(base === undefined || unused ? flags : { ...flags, base })
  })
}

const EXAMPLES = `
A time without a unit is in seconds. Commands are split into words as in a
shell, but run without one. A command that runs an agent and does not end in the
word agent gets this program appended.

Exit codes: 0 better, same or inconclusive; 1 worse; 2 usage error; 3 invalid or
not measured; 129 SIGHUP, 130 Ctrl-C, 143 SIGTERM.

Examples:
  wyndrvr compare --base 127.0.0.1:5001 --head 127.0.0.1:6001
  wyndrvr compare --base 127.0.0.1:5001 --head 127.0.0.1:6001 \\
    --measure connect,loaded.download.p50,udp.download.loss --rate 50Mbit/s
  wyndrvr compare --base 127.0.0.1:5001 --head 127.0.0.1:6001 \\
    --head-cmd './proxy --listen 6001 --to 5001' --measure latency --budget 60s
  wyndrvr compare --arm direct=127.0.0.1:5001 --arm haproxy=127.0.0.1:6001 \\
    --arm nginx=127.0.0.1:6002 --budget 2min
  wyndrvr compare --base 10.0.0.1:5001 --base-from 'ip netns exec plain' \\
    --head 10.9.0.1:5001 --head-from 'ip netns exec vpn'`

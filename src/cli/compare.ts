import { Command, Option } from 'commander'

import type { Measure } from '../results/types.ts'
import type { CompareFlags } from './run-compare.ts'
import { hostPort, names, share, time, whole, words } from './values.ts'

const MEASURES: readonly Measure[] = ['download', 'latency', 'upload']

/** `wyndrvr compare` */
export function compareCommand(): Command {
  const command = new Command('compare').description(
    'Compares two servers, or two paths to one, in many short bursts that take turns.',
  )
  const option = (flags: string, description: string, parse?: (text: string) => unknown): Option => {
    const created = new Option(flags, description)
    return parse ? created.argParser(parse) : created
  }
  const options = [
    option('--base <host:port>', 'what is there already', hostPort).makeOptionMandatory(),
    option('--head <host:port>', 'what is judged', hostPort).makeOptionMandatory(),
    option('--measure <list>', 'download, latency, upload', names(MEASURES)).default(
      MEASURES,
      MEASURES.join(','),
    ),
    option('--budget <time>', 'how long all of it may take, 2s to 10min', time).default(30_000, '30s'),
    option('--margin <share>', 'changes up to it do not matter, 0.1% to 90%', share).default(0.05, '5%'),
    option('--base-cmd <command>', 'start this, which answers at --base, and stop it again', words),
    option('--head-cmd <command>', 'the same for --head', words),
    option('--seed <n>', 'repeat the order and the resampling of an earlier run', whole(0, 2 ** 32 - 1)),
    option('--overlap', 'measure also while another measurement runs on this machine'),
    option('--json', 'print the result document, and all else on standard error'),
    option('--output <file>', 'write the result document to a file as well'),
  ]
  for (const each of options) command.addOption(each)
  return command.addHelpText('after', EXAMPLES).action(async (flags: CompareFlags) => {
    const { runCompare } = await import('./run-compare.ts')
    await runCompare(flags)
  })
}

const EXAMPLES = `
A time without a unit is in seconds. Commands are split into words as a shell
does, and run without one. Exit code: 0 better, same or inconclusive, 1 worse,
2 wrong usage, 3 invalid or not measured, 130 Ctrl-C.

Examples:
  wyndrvr compare --base 127.0.0.1:5001 --head 127.0.0.1:6001
  wyndrvr compare --base 127.0.0.1:5001 --head 127.0.0.1:6001 \\
    --head-cmd './proxy --listen 6001 --to 5001' --measure latency --budget 60s`

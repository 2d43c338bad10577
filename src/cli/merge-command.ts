import { Argument, Command } from 'commander'

import type { MergeFlags } from './run-merge.ts'

/** `wyndrvr merge` */
export function mergeCommand(): Command {
  return new Command('merge')
    .description(
      'Writes the result documents of one run that was measured from several places as one document.',
    )
    .addArgument(new Argument('<results...>', 'result documents, or outputs of iperf3 -J'))
    .option('--output <file>', 'write to a file instead of standard output')
    .addHelpText('after', EXAMPLES)
    .action(async (results: readonly string[], flags: MergeFlags) => {
      const { runMerge } = await import('./run-merge.ts')
      runMerge(results, flags)
    })
}

const EXAMPLES = `
Refuses documents that cannot be parts of one run: the same run twice, servers
on different hosts, and runs that began more than 12 h apart.

Exit codes: 0 merged; 2 usage error, or not one run; 3 not a result document, or
the output could not be written.

Examples:
  wyndrvr merge host-a.json host-b.json --output all.json
  wyndrvr merge legs/*.json | wyndrvr check /dev/stdin \\
    --threshold 'download > 1Gbit/s'`

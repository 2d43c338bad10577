import { Command, Option } from 'commander'

import type { CheckFlags } from './run-check.ts'
import { listed } from './values.ts'

/** `wyndrvr check` */
export function checkCommand(): Command {
  return new Command('check')
    .description('Judges a result document by thresholds, and against those of earlier runs.')
    .argument('<results>', 'result document, as client --output writes it')
    .addOption(
      new Option('--threshold <line>', "a bound, as in 'latency.p99 < 5ms'; may be given again").argParser(
        listed,
      ),
    )
    .option('--thresholds <file>', 'file of them, one a line; # begins a comment')
    .option('--baseline <files...>', 'result documents of earlier runs to compare with')
    .option('--allow-invalid', 'end with 0 where nothing failed, though not all could be judged')
    .option('--json', 'print the document with its verdicts, and all else on standard error')
    .option('--output <file>', 'write the document with its verdicts to a file as well')
    .addHelpText('after', EXAMPLES)
    .action(async (results: string, flags: CheckFlags) => {
      const { runCheck } = await import('./run-check.ts')
      runCheck(results, flags)
    })
}

const EXAMPLES = `
wyndrvr metrics lists all that a threshold can be put on.

Examples:
  wyndrvr check now.json --threshold 'latency.p99 < 5ms' \\
    --threshold 'download >= 900Mbit/s' --threshold 'udp.loss <= 0.1%'
  wyndrvr check now.json --thresholds limits.txt
  wyndrvr check now.json --threshold 'latency.p50 regress < 5% and < 0.2ms' \\
    --baseline runs/*.json`

import { Command, Option } from 'commander'

import type { CheckFlags } from './run-check.ts'
import { listed } from './values.ts'

/** `wyndrvr check` */
export function checkCommand(): Command {
  return new Command('check')
    .description('Judges a result document against thresholds and earlier runs.')
    .argument('<results>', 'result document, written by wyndrvr client --output')
    .addOption(
      new Option('--threshold <line>', "threshold, such as 'latency.p99 < 5ms'; repeatable").argParser(
        listed,
      ),
    )
    .option('--thresholds <file>', 'file of thresholds, one per line; # starts a comment')
    .option('--baseline <files...>', 'result documents of earlier runs to compare with')
    .option('--history <dir>', "folder of histories, for thresholds such as 'latency.p50 shift < 5%'")
    .option(
      '--branch <name>',
      "branch of the history (default: the pull request's target, or the current one)",
    )
    .option('--job <name>', 'job of the history (default: default)')
    .option('--allow-invalid', 'exit with 0 if no threshold failed, even if some could not be judged')
    .option(
      '--json',
      'print the document with its verdicts on standard output, and everything else on standard error',
    )
    .option('--output <file>', 'also write the document with its verdicts to a file')
    .addHelpText('after', EXAMPLES)
    .action(async (results: string, flags: CheckFlags) => {
      const { runCheck } = await import('./run-check.ts')
      await runCheck(results, flags)
    })
}

const EXAMPLES = `
Run wyndrvr metrics for a list of all metrics.

Exit codes: 0 no threshold failed; 1 a threshold failed; 2 usage error; 3 not
judged; 129 SIGHUP, 130 Ctrl-C, 143 SIGTERM.

Examples:
  wyndrvr check now.json --threshold 'latency.p99 < 5ms' \\
    --threshold 'download >= 900Mbit/s' --threshold 'udp.loss <= 0.1%'
  wyndrvr check now.json --thresholds limits.txt
  wyndrvr check now.json --threshold 'latency.p50 regress < 5% and < 0.2ms' \\
    --baseline runs/*.json`

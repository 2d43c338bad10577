import { Argument, Command, Option } from 'commander'

import { FORMAT_NAMES } from '../report/formats/format-names.ts'
import type { ReportFlags } from './run-report.ts'

/** `wyndrvr report` */
export function reportCommand(): Command {
  return new Command('report')
    .description('Shows result documents, or writes them in the format of another tool.')
    .addArgument(new Argument('<results...>', 'result documents, written by --output or --json'))
    .addOption(new Option('--format <format>', 'output format').choices(FORMAT_NAMES).default('terminal'))
    .option('--output <file>', 'write to a file instead of standard output')
    .addHelpText('after', EXAMPLES)
    .action(async (results: readonly string[], flags: ReportFlags) => {
      const { runReport } = await import('./run-report.ts')
      await runReport(results, flags)
    })
}

const EXAMPLES = `
html is one page with charts for a browser, csv has a line for each figure,
junit a test case for each threshold and comparison, openmetrics the figures in
base units, as Prometheus reads them, and the others the figures for Bencher and
for the tools customSmallerIsBetter and customBiggerIsBetter of
github-action-benchmark.

Exit codes: 0 whatever the verdicts are; 2 usage error; 3 not a result document,
or the output could not be written.

Examples:
  wyndrvr report now.json
  wyndrvr report now.json --format html --output report.html
  wyndrvr report runs/*.json --format csv > runs.csv
  wyndrvr report now.json --format junit --output reports/network.xml
  wyndrvr report now.json --format openmetrics --output textfile/wyndrvr.prom
  wyndrvr report now.json --format bencher --output bencher.json`

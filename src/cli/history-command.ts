import { Command, InvalidArgumentError, Option } from 'commander'

import { COMMIT } from '../results/commit-name.ts'
import type { AddFlags } from './run-history-add.ts'
import type { CheckHistoryFlags } from './run-history-check.ts'
import type { ShowFlags } from './run-history-show.ts'
import { share, whole } from './values.ts'

/** `wyndrvr history` */
export function historyCommand(): Command {
  return new Command('history')
    .description(
      'Keeps the figures of earlier runs in a folder, and finds the commit since which a metric changed.',
    )
    .addCommand(addCommand())
    .addCommand(showCommand())
    .addCommand(checkCommand())
}

/** `wyndrvr history add` */
function addCommand(): Command {
  return new Command('add')
    .description('Adds runs to a history.')
    .argument('<results...>', 'result documents, or outputs of iperf3 -J')
    .addOption(store())
    .addOption(branch())
    .addOption(job())
    .addOption(
      new Option('--commit <hash>', 'commit that was measured (default: the current one)').argParser(commit),
    )
    .addOption(
      new Option('--keep <n>', 'number of runs to keep, the newest ones')
        .argParser(whole(1, 10_000))
        .default(200),
    )
    .addOption(new Option('--max-age <days>', 'drop runs that are older (default: never)').argParser(days))
    .addHelpText('after', ADD_NOTES)
    .action(async (results: readonly string[], flags: AddFlags) => {
      const { runHistoryAdd } = await import('./run-history-add.ts')
      await runHistoryAdd(results, flags)
    })
}

/** `wyndrvr history show` */
function showCommand(): Command {
  return reading('show')
    .description('Shows a history: the course of each metric, and when it changed.')
    .addOption(
      new Option('--format <format>', 'output format')
        .choices(['terminal', 'markdown', 'html', 'json'])
        .default('terminal'),
    )
    .addOption(
      new Option('--last <n>', 'number of runs that markdown shows one by one')
        .argParser(whole(1, 1000))
        .default(20),
    )
    .option('--output <file>', 'write to a file instead of standard output')
    .addHelpText('after', SHOW_NOTES)
    .action(async (flags: ShowFlags) => {
      const { runHistoryShow } = await import('./run-history-show.ts')
      await runHistoryShow(flags)
    })
}

/** `wyndrvr history check` */
function checkCommand(): Command {
  return reading('check')
    .description('Judges the latest change of each metric in a history.')
    .addOption(
      new Option('--margin <share>', 'largest change that counts as the same')
        .argParser(share)
        .default(0.05, '5%'),
    )
    .option('--fail-on-too-few', 'exit with 3 if a metric has too few runs to be judged')
    .option(
      '--json',
      'print the history and the verdicts as JSON on standard output, and everything else on standard error',
    )
    .addHelpText('after', CHECK_NOTES)
    .action(async (flags: CheckHistoryFlags) => {
      const { runHistoryCheck } = await import('./run-history-check.ts')
      runHistoryCheck(flags)
    })
}

/** A command that reads a history, with the options that say which one, and what of it. */
function reading(name: string): Command {
  return new Command(name)
    .addOption(store())
    .addOption(branch())
    .addOption(job())
    .addOption(metric())
    .addOption(since())
}

function store(): Option {
  return new Option('--store <dir>', 'folder of the histories').makeOptionMandatory()
}

function branch(): Option {
  return new Option('--branch <name>', 'branch (default: the current one)')
}

function job(): Option {
  return new Option('--job <name>', 'name that keeps different jobs of a branch apart').default('default')
}

function metric(): Option {
  return new Option('--metric <list>', 'metrics (default: the main ones)').argParser((text) =>
    text.split(',').map((name) => name.trim()),
  )
}

function since(): Option {
  return new Option('--since <hash>', 'ignore runs before this commit').argParser(commit)
}

function commit(text: string): string {
  if (COMMIT.test(text)) return text
  throw new InvalidArgumentError('It must be a hash, or a name of up to 100 letters, digits and ./_+-.')
}

/** Reads a number of days, with or without its unit: `90d`. */
function days(text: string): number {
  return whole(1, 36_500)(text.replace(/d$/, ''))
}

const ADD_NOTES = `
A store has one file for each branch and job, with a line of JSON for each run.
Git merges such files without conflicts. A run that is added again is ignored,
and so are figures that are not trustworthy. On GitHub, branch and commit are
those of the job.

Exit codes: 0 added; 2 usage error; 3 a document has no trustworthy figure, or
is not a result document.

Examples:
  wyndrvr history add now.json --store .history
  wyndrvr history add legs/*.json --store .history --branch main --job linux`

const SHOW_NOTES = `
Exit codes: 0 whatever changed; 2 usage error; 3 the output could not be
written.

Examples:
  wyndrvr history show --store .history
  wyndrvr history show --store .history --branch main --metric latency.p99 \\
    --format markdown
  wyndrvr history show --store .history --format html --output history.html`

const CHECK_NOTES = `
A change is found if at least 15 runs are comparable, 3 of them after it. Give
--since if a change is accepted: earlier runs then no longer count.

Exit codes: 0 nothing is worse; 1 a metric is worse; 2 usage error; 3 too few
runs, with --fail-on-too-few.

Examples:
  wyndrvr history check --store .history
  wyndrvr history check --store .history --branch main --margin 10%`

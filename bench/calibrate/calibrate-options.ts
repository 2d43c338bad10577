import { parseArgs } from 'node:util'

import { listText } from '../../src/text/list.ts'
import type { HaproxyRows } from './haproxy.ts'
import { ONLY_NAMED, ROW_KINDS, SIMULATED } from './rows.ts'
import type { RowKind } from './rows.ts'

/** A table with columns of its own, which is measured alone. */
export const BUDGETS = 'budgets'

/** The text of `--help`. */
export const USAGE = `Usage: npm run calibrate -- [options]

Judges comparisons whose true outcome is known: simulated ones over recorded noise, and real ones.

Options:
  --only <name,...>  rows: ${ROW_KINDS.join(', ')}
                     (default: all but haproxy and haproxy-busy, which need HAProxy and iperf3, and about an hour each,
                     nginx and proxy, which take up to an hour, and history, which takes some minutes);
                     or ${BUDGETS} alone: a table of which budget, margin and tests decide what
  --count <n>        simulated comparisons of each kind, or histories (default: 2000)
  --runs <n>         comparisons of each row of haproxy, haproxy-busy, nginx and proxy (default: 20),
                     or of each budget of ${BUDGETS} (default: 1)
  --minutes <n>      time limit of ${BUDGETS}; cells that would take longer are not measured (default: 25)
  --placed           only rows of haproxy and haproxy-busy with placement
  --record           record the noise of simulated rows again first, which takes about five minutes
  --markdown <file>  write the tables between the file's marks of their names
  --help             print this help

Exit code: 0 all goals met; 1 a goal missed; 2 usage error; 130 Ctrl-C
`

/** The parsed command line. */
export interface CalibrateOptions extends HaproxyRows {
  readonly kinds: readonly RowKind[]
  readonly count: number
  readonly record: boolean
  readonly markdown: string | null
  /** Time limit of the table of budgets; `null` to measure rows instead. */
  readonly minutes: number | null
}

/** What each of these options has an effect on. */
const APPLIES = {
  count: [...SIMULATED, 'history'],
  record: [...SIMULATED, 'history'],
  runs: ['haproxy', 'haproxy-busy', 'nginx', 'proxy', BUDGETS],
  placed: ['haproxy', 'haproxy-busy'],
  minutes: [BUDGETS],
} as const

/** Reads the command line: the options, `help`, or a sentence about what is wrong. */
export function calibrateOptions(words: readonly string[]): CalibrateOptions | string {
  try {
    const { values } = parseArgs({
      args: [...words],
      options: {
        only: {
          type: 'string',
          default: ROW_KINDS.filter((kind) => !ONLY_NAMED.includes(kind)).join(','),
        },
        count: { type: 'string' },
        runs: { type: 'string' },
        minutes: { type: 'string' },
        placed: { type: 'boolean' },
        record: { type: 'boolean' },
        markdown: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    })
    if (values.help) return 'help'
    const budgets = values.only === BUDGETS
    const names = values.only.split(',')
    const kinds = ROW_KINDS.filter((kind) => names.includes(kind))
    if (!budgets && kinds.length < names.length)
      return `--only must be some of ${ROW_KINDS.join(', ')}, or ${BUDGETS} alone, got '${values.only}'`
    const unused = unusedOption(values, names)
    if (unused !== null) return unused
    return {
      kinds,
      count: whole('count', values.count ?? '2000', 2, 100_000),
      runs: whole('runs', values.runs ?? (budgets ? '1' : '20'), 1, 100),
      placed: values.placed ?? false,
      record: values.record ?? false,
      markdown: values.markdown ?? null,
      minutes: budgets ? whole('minutes', values.minutes ?? '25', 1, 600) : null,
    }
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** A sentence about an option that is given and has no effect on what is measured; `null` if there is none. */
function unusedOption(
  values: Readonly<Partial<Record<keyof typeof APPLIES, unknown>>>,
  names: readonly string[],
): string | null {
  for (const option of ['count', 'record', 'runs', 'placed', 'minutes'] as const) {
    const rows: readonly string[] = APPLIES[option]
    if (values[option] !== undefined && !rows.some((row) => names.includes(row)))
      return `--${option} applies only to ${listText(rows)}, but the rows are ${listText(names)}. Remove it, or choose other rows with --only.`
  }
  return null
}

function whole(option: string, text: string, least: number, most: number): number {
  const value = Number(text)
  if (Number.isInteger(value) && value >= least && value <= most) return value
  throw new Error(`--${option} must be a whole number from ${least} to ${most}, got '${text}'`)
}

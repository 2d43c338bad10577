import { parseArgs } from 'node:util'

import { selectRows } from './groups/select.ts'
import type { Group } from './types.ts'

/** The text of `--help`. */
export const USAGE = `Usage: npm run bench -- [options]

Runs this build and the installed peers in turn, over loopback, and prints a table
with the programs pinned to CPUs (Linux), and one without pinning.

Options:
  --rounds <n>       number of rounds, in which each takes its turn (default: 5)
  --seconds <s>      duration of each timed run (default: 3)
  --only <name,...>  rows to measure (default: all)
  --unplaced         leave out the table with pinned programs
  --output <file>    write the samples and figures as JSON
  --markdown <file>  write the tables between the file's bench marks
  --help             print this help

Exit code: 0 measured, even if goals were missed; 2 usage error; 3 a run failed; 130 Ctrl-C
`

/** The parsed command line. */
export interface BenchOptions {
  readonly rounds: number
  readonly seconds: number
  /** The groups selected by `--only`, without arms that no selected row needs. */
  readonly groups: readonly Group[]
  /** Whether rows are also measured with their programs on chosen CPUs. */
  readonly isPlaced: boolean
  readonly output: string | null
  readonly markdown: string | null
}

/** Reads the command line: the options, `help`, or a sentence about what is wrong. */
export function benchOptions(words: readonly string[], groups: readonly Group[]): BenchOptions | string {
  try {
    const { values } = parseArgs({
      args: [...words],
      options: {
        rounds: { type: 'string', default: '5' },
        seconds: { type: 'string', default: '3' },
        only: { type: 'string' },
        unplaced: { type: 'boolean', default: false },
        output: { type: 'string' },
        markdown: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    })
    if (values.help) return 'help'
    return {
      rounds: whole('--rounds', values.rounds, 100),
      seconds: whole('--seconds', values.seconds, 60),
      groups: values.only === undefined ? groups : only(values.only.split(','), groups),
      isPlaced: !values.unplaced,
      output: values.output ?? null,
      markdown: values.markdown ?? null,
    }
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

// Whole seconds, because iperf3 and sockperf accept no others.
function whole(option: string, text: string, most: number): number {
  const value = Number(text)
  if (Number.isInteger(value) && value >= 1 && value <= most) return value
  throw new Error(`${option} must be a whole number from 1 to ${most}, got '${text}'`)
}

function only(names: readonly string[], groups: readonly Group[]): readonly Group[] {
  const known = groups.flatMap(({ rows }) => rows.map(({ name }) => name))
  const strange = names.find((name) => !known.includes(name))
  if (strange !== undefined) {
    throw new Error(`unknown row '${strange}'; the rows are ${known.join(', ')}`)
  }
  return selectRows(groups, ({ name }) => names.includes(name))
}

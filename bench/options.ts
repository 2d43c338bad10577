import { parseArgs } from 'node:util'

import type { Group } from './types.ts'

/** What `--help` prints. */
export const USAGE = `Usage: npm run bench -- [options]

Runs this build and the peers that are installed in turn, over loopback, and prints a table.

Options:
  --rounds <n>       how often each takes its turn (default: 5)
  --seconds <s>      length of each timed run (default: 3)
  --only <name,...>  rows to measure (default: all)
  --output <file>    write the samples and figures as JSON
  --markdown <file>  write the table between the file's bench marks
  --help             print this

Exit code: 0 measured, whatever the figures; 2 wrong usage; 3 a run failed; 130 Ctrl-C
`

/** What a command line asks for. */
export interface BenchOptions {
  readonly rounds: number
  readonly seconds: number
  /** What `--only` leaves, without the arms that none of its rows needs. */
  readonly groups: readonly Group[]
  readonly output: string | null
  readonly markdown: string | null
}

/** Reads the command line: the options, `help`, or a sentence that tells what is wrong with it. */
export function benchOptions(words: readonly string[], groups: readonly Group[]): BenchOptions | string {
  try {
    const { values } = parseArgs({
      args: [...words],
      options: {
        rounds: { type: 'string', default: '5' },
        seconds: { type: 'string', default: '3' },
        only: { type: 'string' },
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
      output: values.output ?? null,
      markdown: values.markdown ?? null,
    }
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

// Whole seconds, because iperf3 and sockperf take no others.
function whole(option: string, text: string, most: number): number {
  const value = Number(text)
  if (Number.isInteger(value) && value >= 1 && value <= most) return value
  throw new Error(`${option} wants a whole number from 1 to ${most}, not ${JSON.stringify(text)}`)
}

function only(names: readonly string[], groups: readonly Group[]): Group[] {
  const known = groups.flatMap(({ rows }) => rows.map(({ name }) => name))
  const strange = names.find((name) => !known.includes(name))
  if (strange !== undefined) {
    throw new Error(`there is no row ${JSON.stringify(strange)}; there are ${known.join(', ')}`)
  }
  return groups
    .map((group) => {
      const rows = group.rows.filter(({ name }) => names.includes(name))
      const needed = new Set(rows.flatMap(({ ours, against }) => [ours, ...against]))
      return { ...group, rows, arms: group.arms.filter(({ name }) => needed.has(name)) }
    })
    .filter(({ rows }) => rows.length > 0)
}

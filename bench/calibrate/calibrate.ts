/** Measures how often verdicts of comparisons are right: `npm run calibrate -- --help`. */
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'

import { intoMarkdown } from '../report/markdown.ts'
import { budgetTable } from './budgets.ts'
import { haproxyRows } from './haproxy.ts'
import type { HaproxyRows } from './haproxy.ts'
import { proxyRows } from './proxy.ts'
import { record } from './record.ts'
import { realAa, realAb } from './real.ts'
import { readRecording, RECORDING } from './recording.ts'
import { ROW_KINDS, simulatedRows } from './rows.ts'
import type { CalibrationRow, RowKind } from './rows.ts'
import { markdownLines, realConditions, rowLines, simulatedConditions, terminalGrid } from './table.ts'
import { startThreads } from './threads.ts'

/** A table with columns of its own, which is measured alone. */
const BUDGETS = 'budgets'

const USAGE = `Usage: npm run calibrate -- [options]

Judges comparisons whose true outcome is known: simulated ones over recorded noise, and real ones.

Options:
  --only <name,...>  rows: ${ROW_KINDS.join(', ')}
                     (default: all but haproxy and haproxy-busy, which need HAProxy and iperf3, and about an hour each,
                     and proxy, which takes up to an hour);
                     or ${BUDGETS} alone: a table of which budget, margin and tests decide what
  --count <n>        simulated comparisons of each kind (default: 2000)
  --runs <n>         comparisons of each row of haproxy, haproxy-busy and proxy (default: 20),
                     or of each budget of ${BUDGETS} (default: 1)
  --minutes <n>      time limit of ${BUDGETS}; cells that would take longer are not measured (default: 25)
  --placed           only rows of haproxy and haproxy-busy with placement
  --record           record the noise again first, which takes about five minutes
  --markdown <file>  write the tables between the file's marks of their names
  --help             print this help

Exit code: 0 all goals met; 1 a goal missed; 2 usage error; 130 Ctrl-C
`

interface Options extends HaproxyRows {
  readonly kinds: readonly RowKind[]
  readonly count: number
  readonly record: boolean
  readonly markdown: string | null
  /** Time limit of the table of budgets; `null` to measure rows instead. */
  readonly minutes: number | null
}

/** The rows that measure instead of simulating. */
const REAL: ReadonlySet<RowKind> = new Set(['real-aa', 'real-ab', 'haproxy', 'haproxy-busy', 'proxy'])

/** Kinds of rows that have a table of their own; all others share one. */
const OWN_TABLES: readonly RowKind[] = ['haproxy', 'haproxy-busy', 'proxy']

const options = read(process.argv.slice(2))
if (typeof options === 'string') {
  const help = options === USAGE
  ;(help ? process.stdout : process.stderr).write(help ? options : `calibrate: ${options}\n`)
  process.exitCode = help ? 0 : 2
} else await calibrate(options)

async function calibrate({ record: anew, markdown, minutes, ...asked }: Options): Promise<void> {
  // Every started process gets this signal, so that Ctrl-C leaves none behind.
  const stopped = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(name, () => stopped.abort())
  try {
    if (minutes !== null) {
      const lines = [realConditions()]
      const table = await budgetTable(asked.runs, minutes, stopped.signal)
      process.stdout.write(terminalGrid(lines, table))
      if (markdown !== null) intoMarkdown(markdown, markdownLines(lines, table), BUDGETS)
      return
    }
    if (anew) writeFileSync(RECORDING, `${JSON.stringify(await record(stopped.signal))}\n`)
    const rows = await rowsOf(asked, stopped.signal)
    for (const mark of ['bench', ...OWN_TABLES] as const) {
      const mine = rows.filter(({ kind }) => (OWN_TABLES.includes(kind) ? kind : 'bench') === mark)
      if (mine.length === 0) continue
      const told = mark === 'bench' ? simulatedConditions(readRecording(), asked.count) : []
      const lines = [...told, realConditions()]
      process.stdout.write(terminalGrid(lines, rowLines(mine)))
      if (markdown !== null) intoMarkdown(markdown, markdownLines(lines, rowLines(mine)), mark)
    }
    if (rows.some(({ met }) => met === false)) process.exitCode = 1
  } catch (error) {
    if (!stopped.signal.aborted) throw error
    process.stderr.write('calibrate: stopped early; no table was written\n')
    process.exitCode = 130
  }
}

async function rowsOf(
  { kinds, count, ...real }: Omit<Options, 'record' | 'markdown' | 'minutes'>,
  signal: AbortSignal,
): Promise<readonly CalibrationRow[]> {
  const rows: CalibrationRow[] = []
  if (kinds.some((kind) => !REAL.has(kind))) {
    await using threads = startThreads(count)
    for (const metric of readRecording().metrics) {
      process.stderr.write(`simulating ${metric.metric}\n`)
      rows.push(...(await simulatedRows(metric, kinds, threads.simulate)))
      if (signal.aborted) throw new Error('It was stopped.')
    }
  }
  if (kinds.includes('real-aa')) rows.push(await realAa(signal))
  if (kinds.includes('real-ab')) rows.push(...(await realAb()))
  for (const kind of ['haproxy', 'haproxy-busy'] as const)
    if (kinds.includes(kind)) rows.push(...(await haproxyRows(kind, real, signal)))
  if (kinds.includes('proxy')) rows.push(...(await proxyRows(real.runs, signal)))
  return ROW_KINDS.flatMap((kind) => rows.filter((row) => row.kind === kind))
}

/** The options, the usage, or a sentence about what is wrong. */
function read(words: readonly string[]): Options | string {
  try {
    const { values } = parseArgs({
      args: [...words],
      options: {
        only: {
          type: 'string',
          default: ROW_KINDS.filter((kind) => !OWN_TABLES.includes(kind)).join(','),
        },
        count: { type: 'string', default: '2000' },
        runs: { type: 'string' },
        minutes: { type: 'string' },
        placed: { type: 'boolean', default: false },
        record: { type: 'boolean', default: false },
        markdown: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    })
    if (values.help) return USAGE
    const budgets = values.only === BUDGETS
    const names = budgets ? [] : values.only.split(',')
    const kinds = ROW_KINDS.filter((kind) => names.includes(kind))
    if (kinds.length < names.length)
      return `--only must be some of ${ROW_KINDS.join(', ')}, or ${BUDGETS} alone, got '${values.only}'`
    const count = Number(values.count)
    if (!Number.isInteger(count) || count < 2 || count > 100_000)
      return `--count must be a whole number from 2 to 100000, got '${values.count}'`
    const runs = Number(values.runs ?? (budgets ? 1 : 20))
    if (!Number.isInteger(runs) || runs < 1 || runs > 100)
      return `--runs must be a whole number from 1 to 100, got '${values.runs}'`
    const minutes = Number(values.minutes ?? 25)
    if (!Number.isInteger(minutes) || minutes < 1 || minutes > 600)
      return `--minutes must be a whole number from 1 to 600, got '${values.minutes}'`
    if (values.minutes !== undefined && !budgets) return `--minutes applies only to --only ${BUDGETS}`
    const { placed, record: anew } = values
    return {
      kinds,
      count,
      runs,
      placed,
      record: anew,
      markdown: values.markdown ?? null,
      minutes: budgets ? minutes : null,
    }
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

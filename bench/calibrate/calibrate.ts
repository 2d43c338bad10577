/** Measures how often verdicts of comparisons are right: `npm run calibrate -- --help`. */
import { writeFileSync } from 'node:fs'

import { intoMarkdown } from '../report/markdown.ts'
import { budgetTable } from './budgets.ts'
import { BUDGETS, calibrateOptions, USAGE } from './calibrate-options.ts'
import type { CalibrateOptions } from './calibrate-options.ts'
import { haproxyRows } from './haproxy.ts'
import { historyConditions, historyRows } from './history-rows.ts'
import { nginxRows } from './nginx.ts'
import { proxyRows } from './proxy.ts'
import { record } from './record.ts'
import { realAa, realAb } from './real.ts'
import { readRecording, RECORDING } from './recording.ts'
import { ROW_KINDS, SIMULATED, simulatedRows, tableOf, TABLES } from './rows.ts'
import type { CalibrationRow } from './rows.ts'
import { markdownLines, realConditions, rowLines, simulatedConditions, terminalGrid } from './table.ts'
import { startThreads } from './threads.ts'

const options = calibrateOptions(process.argv.slice(2))
if (options === 'help') process.stdout.write(USAGE)
else if (typeof options === 'string') {
  process.stderr.write(`calibrate: ${options}\n`)
  process.exitCode = 2
} else await calibrate(options)

async function calibrate({ record: anew, markdown, minutes, ...asked }: CalibrateOptions): Promise<void> {
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
    for (const table of TABLES) {
      const mine = rows.filter(({ kind }) => tableOf(kind) === table)
      if (mine.length === 0) continue
      const lines = conditionsOf(table, asked.count)
      process.stdout.write(terminalGrid(lines, rowLines(mine)))
      if (markdown !== null) intoMarkdown(markdown, markdownLines(lines, rowLines(mine)), table)
    }
    if (rows.some(({ met }) => met === false)) process.exitCode = 1
  } catch (error) {
    if (!stopped.signal.aborted) throw error
    process.stderr.write('calibrate: stopped early; no table was written\n')
    process.exitCode = 130
  }
}

function conditionsOf(table: (typeof TABLES)[number], count: number): readonly string[] {
  if (table === 'simulated') return simulatedConditions(readRecording(), count)
  return [table === 'history' ? historyConditions(count) : realConditions()]
}

async function rowsOf(
  { kinds, count, ...real }: Omit<CalibrateOptions, 'record' | 'markdown' | 'minutes'>,
  signal: AbortSignal,
): Promise<readonly CalibrationRow[]> {
  const rows: CalibrationRow[] = []
  if (kinds.some((kind) => SIMULATED.includes(kind))) {
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
  if (kinds.includes('nginx')) rows.push(...(await nginxRows(real.runs, signal)))
  if (kinds.includes('proxy')) rows.push(...(await proxyRows(real.runs, signal)))
  if (kinds.includes('history')) rows.push(...(await historyRows(readRecording(), count, signal)))
  return ROW_KINDS.flatMap((kind) => rows.filter((row) => row.kind === kind))
}

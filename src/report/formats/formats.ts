import { usageError } from '../../check.ts'
import { writeDocument } from '../../results/document.ts'
import { comparisonLines } from '../comparison.ts'
import { SUMMARY_LIMIT } from '../markdown/fit.ts'
import { markdownReport } from '../markdown/markdown-report.ts'
import { plain } from '../plain.ts'
import { terminalReport } from '../terminal/terminal-report.ts'
import type { TerminalStyle } from '../terminal/terminal-report.ts'
import { verdictLines } from '../verdicts.ts'
import { actionBenchmarkReport, bencherReport } from './benchmark-json.ts'
import { csvReport } from './csv.ts'
import { junitReport } from './junit.ts'
import type { Format } from './format-names.ts'
import { inputOf } from './input-of.ts'
import { openMetricsReport } from './open-metrics.ts'
import { separateRuns } from './named-run.ts'
import type { NamedRun } from './named-run.ts'

/** Writes runs in each format. */
export const FORMATS: Readonly<Record<Exclude<Format, 'html'>, Writer<string>>> & {
  readonly html: Writer<Promise<string>>
} = {
  terminal: (runs, style) => terminalText(separateRuns(runs), style),
  markdown: markdownText,
  // Charts take a library that nothing else needs.
  html: async (runs) => (await import('../html/html-report.ts')).htmlReport(runs),
  json: jsonText,
  csv: (runs) => csvReport(separateRuns(runs)),
  junit: (runs) => junitReport(separateRuns(runs)),
  openmetrics: (runs) => openMetricsReport(separateRuns(runs)),
  bencher: (runs) => bencherReport(separateRuns(runs)),
  'github-action-benchmark-smaller': (runs) => actionBenchmarkReport(separateRuns(runs), 'lower'),
  'github-action-benchmark-bigger': (runs) => actionBenchmarkReport(separateRuns(runs), 'higher'),
}

type Writer<Text> = (runs: readonly NamedRun[], style: TerminalStyle) => Text

function terminalText(runs: readonly NamedRun[], style: TerminalStyle): string {
  const reports = runs.map(({ name, document }) => [
    ...(runs.length > 1 ? [`${plain(name)}:`] : []),
    ...terminalReport(document, style),
    ...comparisonLines(document.comparisons),
    ...(document.verdicts.length > 0 ? verdictLines(document.verdicts) : []),
  ])
  return reports.map((lines) => `${lines.join('\n')}\n`).join('\n')
}

function markdownText(runs: readonly NamedRun[]): string {
  return runs
    .map(({ name, document }) =>
      markdownReport(inputOf(document, runs.length > 1 ? name : null), SUMMARY_LIMIT),
    )
    .join('\n')
}

function jsonText(runs: readonly NamedRun[]): string {
  const [only] = runs
  if (only === undefined || runs.length > 1) {
    throw usageError(
      `The format json holds one run, but ${runs.length} are given. Write each of them on its own.`,
    )
  }
  return writeDocument(only.document)
}

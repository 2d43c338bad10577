import { createHash } from 'node:crypto'

import { HISTORY_SCHEMA } from '../results/history-entry.ts'
import type { HistoryEntry, HistoryTest } from '../results/history-entry.ts'
import type { ResultDocument } from '../results/types.ts'
import { environmentFingerprint, testFingerprint } from './fingerprint.ts'
import type { Metric } from './metric.ts'
import { METRICS } from './metrics.ts'
import { worstFigure } from './readings.ts'

/** Whose history an entry belongs to, and what it measured. */
export interface HistoryPlace {
  readonly branch: string
  readonly job: string
  readonly commit: string | null
}

/**
 * What a run adds to a history: the worst figure of each metric that is trustworthy and finite. `tests` is empty if there is
 * none.
 */
export function historyEntry(document: ResultDocument, { branch, job, commit }: HistoryPlace): HistoryEntry {
  return {
    schema: HISTORY_SCHEMA,
    branch,
    job,
    commit,
    at: new Date(document.startedAt).toISOString(),
    run: digestOfRun(document),
    conditions: environmentFingerprint(document),
    tests: testsOf(document),
  }
}

/** The figure of a metric in an entry with the options that it was measured with; `null` without one. */
export function figureIn(
  { tests }: HistoryEntry,
  { name }: Metric,
): { readonly value: number; readonly test: string } | null {
  for (const { test, figures } of tests) {
    const value = Object.hasOwn(figures, name) ? figures[name] : undefined
    if (value !== undefined) return { value, test }
  }
  return null
}

function testsOf({ measurements }: ResultDocument): readonly HistoryTest[] {
  const tests = new Map<string, Record<string, number>>()
  for (const metric of METRICS) {
    const figure = worstFigure(metric, measurements)
    if ('reason' in figure || !Number.isFinite(figure.value)) continue
    const test = testFingerprint(metric, measurements)
    const figures = tests.get(test) ?? {}
    figures[metric.name] = Number(figure.value.toPrecision(DIGITS))
    tests.set(test, figures)
  }
  return Array.from(tests, ([test, figures]) => ({ test, figures }))
}

/** No figure is more precise. */
const DIGITS = 6

/** Verdicts may be added to a document later. */
function digestOfRun({ startedAt, environment, measurements }: ResultDocument): string {
  const facts = JSON.stringify([startedAt, environment, measurements])
  return createHash('sha256').update(facts).digest('hex').slice(0, 16)
}

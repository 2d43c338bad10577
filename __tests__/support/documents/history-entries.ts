import { HISTORY_SCHEMA } from '../../../src/results/history-entry.ts'
import type { HistoryEntry } from '../../../src/results/history-entry.ts'

/** An entry of the history of branch `main` and job `default`. */
export function exampleEntry(given: Partial<HistoryEntry> = {}): HistoryEntry {
  return {
    schema: HISTORY_SCHEMA,
    branch: 'main',
    job: 'default',
    commit: null,
    at: '2026-11-28T12:00:00.000Z',
    run: '0123456789abcdef',
    conditions: 'linux-x64-01234567',
    tests: [{ test: '01234567', figures: { 'latency.p50': 0.1 } }],
    ...given,
  }
}

/** Entries of that many runs, an hour apart. */
export function exampleEntries(count: number, given: Partial<HistoryEntry> = {}): readonly HistoryEntry[] {
  return Array.from({ length: count }, (_, index) =>
    exampleEntry({ ...given, run: `run-${index}`, at: new Date(Date.UTC(2026, 10, 1, index)).toISOString() }),
  )
}

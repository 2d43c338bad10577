import { QUIET } from '../tools/neighbors.ts'
import type { BenchReport } from './report-rows.ts'

/** Sentences about what the table cannot show: missing tools and how to install them, failures, and load by other programs. */
export function remarks({ neighbors, peers, placed, rows }: BenchReport): readonly string[] {
  const missing = peers
    .filter(({ version }) => version === null)
    .map(({ name, install }) => `${name} is not installed, so it was not compared: ${install}.`)
  const placedRows = typeof placed === 'object' ? (placed?.rows ?? []) : []
  const failed = [...placedRows, ...rows]
    .filter(({ failures }) => failures.length > 0)
    .map(({ name, failures }) => `${name}: ${failures.length} runs failed. First failure: ${failures[0]}`)
  const loud = neighbors.filter((cores) => cores > QUIET).length
  const disturbed = `Other programs were busy during ${loud} of ${neighbors.length} runs. Measure again on an idle machine.`
  const why = typeof placed === 'string' ? [placed] : []
  return [...why, ...missing, ...failed, ...(loud > neighbors.length / 10 ? [disturbed] : [])]
}

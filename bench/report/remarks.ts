import { QUIET } from '../tools/neighbours.ts'
import type { BenchReport } from './types.ts'

/** Sentences on what the table can't hold: what is missing and how to get it, what failed, and whether others interfered. */
export function remarks({ neighbours, peers, rows }: BenchReport): readonly string[] {
  const missing = peers
    .filter(({ version }) => version === null)
    .map(({ name, install }) => `${name} is not installed, so nothing was held against it: ${install}.`)
  const failed = rows
    .filter(({ failures }) => failures.length > 0)
    .map(({ name, failures }) => `${name}: ${failures.length} runs failed, the first with: ${failures[0]}`)
  const loud = neighbours.filter((cores) => cores > QUIET).length
  const disturbed = `Other programs were busy during ${loud} of ${neighbours.length} runs: measure again on a quiet machine.`
  return [...missing, ...failed, ...(loud > neighbours.length / 10 ? [disturbed] : [])]
}

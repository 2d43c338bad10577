import type { Run, Runs } from '../rounds.ts'
import { isMissing } from '../tools/peers.ts'
import type { Peer } from '../tools/peers.ts'
import { FIGURES } from '../types.ts'
import type { Figure, Group, Row } from '../types.ts'
import type { JudgedRow, Side } from './report-rows.ts'

/** Computes the rows from the runs of their groups. */
export function judge(
  groups: readonly Group[],
  runs: ReadonlyMap<Group, Runs>,
  peers: readonly Peer[],
): readonly JudgedRow[] {
  return groups.flatMap((group) =>
    group.rows.map((row) => judgeRow(row, runs.get(group) ?? new Map(), missingPeers(group, row, peers))),
  )
}

function missingPeers(group: Group, row: Row, peers: readonly Peer[]): readonly string[] {
  const needed = group.arms.filter(({ name }) => row.against.includes(name)).flatMap(({ peer }) => peer ?? [])
  return [...new Set(needed)].filter((name) => isMissing(peers, name))
}

function judgeRow(row: Row, runs: Runs, missing: readonly string[]): JudgedRow {
  const { name, work, figure, reach } = row
  const ours = side(row.ours, figure, runs)
  const peer = best(
    row.against.flatMap((arm) => side(arm, figure, runs) ?? []),
    reach?.bound ?? 'at least',
  )
  const ratio = ours && peer && ours.median / peer.median
  const failures = [row.ours, ...row.against].flatMap((arm) => failuresOf(runs.get(arm) ?? []))
  const note = missing.length > 0 ? `${missing.join(', ')} not installed` : null
  return {
    name,
    work,
    unit: FIGURES[figure],
    ours,
    peer,
    ratio,
    ratios: ours && peer && ratios(ours, peer),
    reach: reachText(row),
    met: met(row, ours, ratio, failuresOf(runs.get(row.ours) ?? []).length > 0),
    note,
    failures,
  }
}

function reachText({ reach, figure }: Row): string {
  if (reach === null) return '–'
  return 'times' in reach
    ? `${reach.bound} ${reach.times}`
    : `${reach.bound} ${reach.amount} ${FIGURES[figure]}`
}

function side(name: string, figure: Figure, runs: Runs): Side | null {
  const samples = (runs.get(name) ?? []).map((run) => ('failure' in run ? null : (run[figure] ?? null)))
  const sorted = samples.filter((sample) => sample !== null).toSorted((a, b) => a - b)
  const [min] = sorted
  const max = sorted.at(-1)
  if (min === undefined || max === undefined) return null
  return { name, median: median(sorted), min, max, samples }
}

function median(sorted: readonly number[]): number {
  const below = sorted[Math.floor((sorted.length - 1) / 2)] ?? 0
  const above = sorted[Math.floor(sorted.length / 2)] ?? 0
  return (below + above) / 2
}

/** The peer's best arm is the one with the best median, because the best single run may be luck. */
function best(sides: readonly Side[], bound: 'at least' | 'at most'): Side | null {
  const sorted = sides.toSorted((a, b) => a.median - b.median)
  const winner = bound === 'at least' ? sorted.at(-1) : sorted[0]
  if (winner === undefined) return null
  return sides.length > 1 ? { ...winner, name: `${winner.name}, best of ${sides.length}` } : winner
}

function ratios(ours: Side, peer: Side): { min: number; max: number } | null {
  const each = ours.samples.flatMap((sample, turn) => {
    const other = peer.samples[turn] ?? null
    return sample === null || other === null ? [] : [sample / other]
  })
  return each.length > 0 ? { min: Math.min(...each), max: Math.max(...each) } : null
}

function failuresOf(runs: readonly Run[]): readonly string[] {
  return runs.flatMap((run) => ('failure' in run ? run.failure : []))
}

/** Every run must reach an amount, the medians a ratio. If one of our runs failed, the goal is missed. */
function met({ reach }: Row, ours: Side | null, ratio: number | null, failed: boolean): boolean | null {
  if (failed) return false
  if (!ours || reach === null) return null
  if ('amount' in reach)
    return reach.bound === 'at least' ? ours.min >= reach.amount : ours.max <= reach.amount
  if (ratio === null) return null
  return reach.bound === 'at least' ? ratio >= reach.times : ratio <= reach.times
}

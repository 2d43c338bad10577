import type { BenchOptions } from './options.ts'
import type { Quiet } from './tools/neighbors.ts'
import { isMissing } from './tools/peers.ts'
import type { Peer } from './tools/peers.ts'
import type { Arm, Bench, Group, Sample } from './types.ts'

/** The outcome of one run: its figures, or why it failed. */
export type Run = Sample | { readonly failure: string }

/** The runs of a group's arms, by name. The runs of one turn have the same index. */
export type Runs = ReadonlyMap<string, readonly Run[]>

/** All runs, and the load by other programs. */
export interface Rounds {
  readonly runs: ReadonlyMap<Group, Runs>
  /** CPUs that other programs used during each run. */
  readonly neighbors: readonly number[]
}

/** Runs all groups one after the other, with progress on standard error. Ends early when aborted. */
export async function runRounds(
  groups: readonly Group[],
  peers: readonly Peer[],
  { rounds, seconds }: BenchOptions,
  { signal, places, quiet }: Pick<Bench, 'signal' | 'places'> & { readonly quiet: Quiet },
): Promise<Rounds> {
  const all = new Map<Group, Map<string, Run[]>>()
  const neighbors: number[] = []
  for (const group of groups) {
    const { turns = 1, rows } = group
    const arms = group.arms.filter(({ peer }) => peer === undefined || !isMissing(peers, peer))
    const runs = new Map<string, Run[]>(arms.map(({ name }) => [name, []]))
    all.set(group, runs)
    for (let turn = 0; turn < rounds * turns; turn += 1) {
      for (const arm of rotated(arms, turn)) {
        if (turn % turns === 0) {
          process.stderr.write(
            `round ${1 + turn / turns} of ${rounds}: ${rows[0]?.work}: ${arm.name}${places ? ', placed' : ''}\n`,
          )
        }
        const [run, busy] = await quiet(async () => oneRun(arm, { seconds, signal, places }))
        if (signal.aborted) return { runs: all, neighbors }
        runs.get(arm.name)?.push(run)
        neighbors.push(busy)
      }
    }
  }
  return { runs: all, neighbors }
}

/** Each arm comes first, second, … equally often, so that the effect of a run on the next one is the same for all. */
function rotated(arms: readonly Arm[], turn: number): readonly Arm[] {
  const first = turn % Math.max(1, arms.length)
  return [...arms.slice(first), ...arms.slice(0, first)]
}

async function oneRun(arm: Arm, bench: Bench): Promise<Run> {
  try {
    return await arm.run(bench)
  } catch (error) {
    return { failure: error instanceof Error ? error.message : String(error) }
  }
}

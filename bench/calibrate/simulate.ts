import type { ComparisonBlock } from '../../src/results/types.ts'
import { randomSource } from '../../src/stats/random.ts'
import type { Random } from '../../src/stats/random.ts'
import { errorToSpend } from '../../src/stats/spending.ts'
import { judgeComparison } from '../../src/verdict/comparison.ts'
import type { ComparisonOutcome } from '../../src/verdict/comparison.ts'
import { ERROR, LOOKS } from '../../src/verdict/looks.ts'
import type { RecordedBlock, RecordedMetric, RecordedRound } from './recording.ts'

/** Default time of bursts in a simulated comparison, seconds. */
export const BUDGET = 30

/** Consecutive blocks that are drawn together, so that disturbances last as long as in the recording. */
const RUN = 20

/** Blocks of a life in a simulated comparison whose programs are restarted. */
const LIFE = 5

/** A simulated case. */
export interface Scenario {
  /** By how much head is truly worse, a share. */
  readonly worse: number
  readonly margin: number
  /**
   * Standard deviation of the luck of a life, a share: how much faster or slower head is for as long as its process lives. A
   * life is a few blocks of one recorded pair of processes, half of the budget is spent on restarts. Missing: nothing is
   * restarted.
   */
  readonly luck?: number
  /** Time of bursts, seconds. */
  readonly budget?: number
}

/** The verdict of one comparison over recorded noise with a true difference. */
export function simulate(
  recorded: RecordedMetric,
  { worse, margin, luck, budget = BUDGET }: Scenario,
  seed: number,
): ComparisonOutcome['verdict'] {
  const { metric, better } = recorded
  const random = randomSource(seed, `${metric} ${worse} ${margin}`)
  const times = better === 'higher' ? 1 - worse : 1 + worse
  const drawn = drawBlocks(recorded.rounds, random, times, { luck, budget })
  let before = 0
  for (const share of LOOKS) {
    const outcome = judgeComparison({
      metric,
      better,
      margin,
      seed,
      blocks: drawn.slice(0, Math.floor(drawn.length * share)),
      leftOut: 0,
      look: { at: budget * share, error: errorToSpend(ERROR, before, share) },
      broken: [],
    })
    before = share
    if (share === 1 || !['inconclusive', 'invalid'].includes(outcome.verdict)) return outcome.verdict
  }
  return 'inconclusive'
}

/**
 * By how much one run of head is worse than one run of base, as commonly compared: the means of two recorded rounds of some
 * seconds each, each with its own servers.
 */
export function oneRunAgainstOne(recorded: RecordedMetric, { worse }: Scenario, seed: number): number {
  const { metric, better, rounds } = recorded
  const random = randomSource(seed, `${metric} ${worse} one run`)
  const base = meanOf(pick(rounds, random))
  const head = meanOf(pick(rounds, random)) * (better === 'higher' ? 1 - worse : 1 + worse)
  return better === 'higher' ? 1 - head / base : head / base - 1
}

function drawBlocks(
  rounds: readonly RecordedRound[],
  random: Random,
  times: number,
  { luck, budget }: { readonly luck: number | undefined; readonly budget: number },
): readonly ComparisonBlock[] {
  const seconds = rounds.reduce((sum, round) => sum + round.seconds, 0)
  const recorded = rounds.reduce((sum, { blocks }) => sum + blocks.length, 0)
  const run = luck === undefined ? RUN : LIFE
  const wanted = Math.floor(((luck === undefined ? 1 : 0.5) * (budget * recorded)) / seconds)
  const drawn: ComparisonBlock[] = []
  while (drawn.length < wanted) {
    const { blocks } = pick(rounds, random)
    const from = Math.floor(random() * blocks.length)
    // Which of two identical servers is base is random.
    const swap = random() < 0.5
    const lucky = luck === undefined ? times : times * Math.exp(luck * normal(random))
    const life = luck === undefined ? {} : { life: drawn.length }
    for (let index = 0; index < run && drawn.length < wanted; index += 1) {
      const block = blocks[(from + index) % blocks.length]
      if (block) drawn.push({ ...blockOf(block, swap, lucky, (drawn.length * budget) / wanted), ...life })
    }
  }
  return drawn
}

function blockOf(
  [base, head, one, other]: RecordedBlock,
  swap: boolean,
  times: number,
  at: number,
): ComparisonBlock {
  const [first, second] = swap ? [head, base] : [base, head]
  return {
    at,
    pairs: { base: first, head: second.map((figure) => figure * times) },
    same: swap ? { base: other, again: one } : { base: one, again: other },
  }
}

/** A normal sample by the Box-Muller transform. */
export function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}

function meanOf({ blocks }: RecordedRound): number {
  const figures = blocks.flatMap(([base]) => base)
  return figures.reduce((sum, figure) => sum + figure, 0) / figures.length
}

/** One of several values, by chance. */
export function pick<T>(values: readonly T[], random: Random): T {
  const value = values[Math.floor(random() * values.length)]
  if (value === undefined) throw new Error('The recording is empty.')
  return value
}

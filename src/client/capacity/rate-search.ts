/** The most trials of a search, whatever its options. */
export const MOST_TRIALS = 60

/** Trials that decide about a load, of up to three (MLRsearch: Goal Exceed Ratio 1/2). */
const MAJORITY = 2

/** What a trial found out. Rates in Mbps. */
export interface TrialResult {
  /** What the sender sent: the load. */
  readonly offered: number
  /** What of it arrived. */
  readonly arrived: number
  readonly loss: number
  readonly kept: boolean
  /** Whether the sender fell short of the rate. */
  readonly senderLimited: boolean
}

/** What is searched for. Rates in Mbps. */
export interface SearchGoal {
  readonly most: number
  readonly least: number
  /** Share of the lower bound. */
  readonly resolution: number
}

/** A load, and the trials that agree about it. */
export interface Bound {
  readonly load: number
  readonly trials: readonly TrialResult[]
}

/** What a search has found, and why it ended. */
export interface Found {
  readonly lower: Bound | null
  readonly upper: Bound | null
  readonly limit: 'network' | 'sender' | 'rate' | 'trials'
}

/**
 * Searches for the highest load that keeps its loss (RFC 2544, section 26.1), after MLRsearch (draft-ietf-bmwg-mlrsearch): it
 * begins at the highest load, goes on at what arrived of it, widens from there in growing steps to a lower and an upper bound,
 * and halves the distance between them until it is within the resolution. Two of up to three trials decide about a load, so
 * that a single disturbance does not.
 * @param trial measures a load, in Mbps
 */
export async function search(
  goal: SearchGoal,
  trial: (load: number) => Promise<TrialResult>,
): Promise<Found> {
  const { most, least } = goal
  const width = 1 + goal.resolution
  let lower: Bound | null = null
  let upper: Bound | null = null
  let left = MOST_TRIALS
  /** Loads in a row that moved the same bound, since the search turned. */
  let steps = 0
  let load = most
  for (;;) {
    const { kept, agreeing, used } = await decide(load, trial, left)
    left -= used
    if (kept === null) return { lower, upper, limit: 'trials' }
    const bound: Bound = { load: loadOf(load, agreeing, kept), trials: agreeing }
    if (kept) {
      const isShort = agreeing.some(({ senderLimited }) => senderLimited)
      if (upper === null) return { lower: bound, upper, limit: isShort ? 'sender' : 'rate' }
      steps = lower === null ? 1 : steps + 1
      // A sender that has sent more before is only disturbed: what it sent counts.
      if (lower === null || bound.load > lower.load) lower = bound
    } else {
      // From the second bound on, only halving is left.
      steps = lower === null ? steps + 1 : Number.POSITIVE_INFINITY
      // One that sent less than the lower bound, and in bursts, is disturbed too.
      if (lower === null || bound.load > lower.load) upper = bound
    }
    const isNarrow = lower !== null && upper !== null && upper.load <= lower.load * width * (1 + ROUNDING)
    if (isNarrow || load <= least) return { lower, upper, limit: 'network' }
    load = lower === null ? below(bound, { least, width, steps }) : between(lower, upper, { width, steps })
  }
}

const ROUNDING = 1e-6

interface Decision {
  /** `null` if the trials were used up before. */
  readonly kept: boolean | null
  readonly agreeing: readonly TrialResult[]
  readonly used: number
}

/** Tries a load until two trials agree. */
async function decide(
  load: number,
  trial: (load: number) => Promise<TrialResult>,
  left: number,
): Promise<Decision> {
  const trials: TrialResult[] = []
  while (trials.length < left) {
    const last = await trial(load)
    trials.push(last)
    const agreeing = trials.filter(({ kept }) => kept === last.kept)
    if (agreeing.length === MAJORITY) return { kept: last.kept, agreeing, used: trials.length }
  }
  return { kept: null, agreeing: [], used: trials.length }
}

/** The load that trials are sure about: less than asked for if the sender fell short. */
function loadOf(asked: number, trials: readonly TrialResult[], kept: boolean): number {
  const loads = trials.map(({ offered, senderLimited }) => (senderLimited ? Math.min(asked, offered) : asked))
  return kept ? Math.min(...loads) : Math.max(...loads)
}

interface Way {
  readonly width: number
  readonly steps: number
}

/** Below the only bound: first what arrived there, then a half, a quarter, a sixteenth. */
function below({ load, trials }: Bound, { least, width, steps }: Way & { readonly least: number }): number {
  const arrived = Math.min(...trials.map((one) => one.arrived))
  const next =
    steps === 1 ? Math.min(load / width, arrived / Math.sqrt(width)) : load / 2 ** (2 ** (steps - 2))
  return Math.max(least, next)
}

/** Between two bounds: in growing steps from the lower one until a load is too high, then in the middle. */
function between(lower: Bound, upper: Bound | null, { width, steps }: Way): number {
  const middle = Math.sqrt(lower.load * (upper?.load ?? lower.load))
  return Number.isFinite(steps) ? Math.min(middle, lower.load * width ** (2 ** (steps - 1))) : middle
}

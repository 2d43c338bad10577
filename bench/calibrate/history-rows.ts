import { HISTORY_SCHEMA } from '../../src/results/history-entry.ts'
import type { HistoryEntry } from '../../src/results/history-entry.ts'
import { after } from '../../src/host/timers.ts'
import { randomSource } from '../../src/stats/random.ts'
import type { Random } from '../../src/stats/random.ts'
import { LEAST_VALUES } from '../../src/stats/change-points.ts'
import { metricNamed } from '../../src/verdict/find-metric.ts'
import { judgedShift, judgeHistory, withinMargin } from '../../src/verdict/judge-history.ts'
import { metricHistory } from '../../src/verdict/metric-history.ts'
import type { Metric } from '../../src/verdict/metric.ts'
import type { RecordedMetric, Recording } from './recording.ts'
import { percent } from './rows.ts'
import type { CalibrationRow } from './rows.ts'
import { normal, pick } from './simulate.ts'

/** The default margin of `wyndrvr history check`. */
const MARGIN = 0.05

/** Runs of a history that is judged once. */
const RUNS = 60

/** Commits after each of which a history is judged. */
const COMMITS = 100

/** Runs before a change, and runs after it within which it should be found. */
const [BEFORE, SOON, LATE] = [40, 10, 30]

/** Blocks of a recorded round that are one run: about 3 s of measuring. */
const BLOCKS = 20

/** Draws the figure of one run. */
interface Noise {
  readonly what: string
  readonly metric: Metric
  readonly draw: (random: Random) => number
}

/** How often a history is judged right: one that has not changed, and one that became worse at a known commit. */
export async function historyRows(
  { metrics }: Recording,
  count: number,
  signal: AbortSignal,
): Promise<readonly CalibrationRow[]> {
  const noises = [normalNoise(0.02), normalNoise(0.1), ...metrics.map(recordedNoise)]
  const rows: CalibrationRow[] = []
  for (const noise of noises) {
    process.stderr.write(`simulating histories of ${noise.what}\n`)
    const few = Math.ceil(count / 4)
    for (const found of [
      () => once(noise, count),
      () => afterEachCommit(noise, few),
      () => stepped(noise, 0.1, few),
      () => stepped(noise, 0.2, few),
    ]) {
      // Ctrl-C is heard between rows.
      await after(0)
      signal.throwIfAborted()
      rows.push(found())
    }
  }
  return rows
}

/** The conditions of the rows. */
export function historyConditions(count: number): string {
  return `Simulated: ${count} histories of ${RUNS} runs in each row that judges once, ${Math.ceil(count / 4)} in each of the others; margin ${percent(MARGIN)}. A recorded run is ${BLOCKS} consecutive blocks of one recorded server. In parentheses: the standard deviation of the figures of runs`
}

function normalNoise(deviation: number): Noise {
  return {
    what: `normal noise of ${percent(deviation)}`,
    metric: metricNamed('latency.p50'),
    draw: (random) => 1 + deviation * normal(random),
  }
}

function recordedNoise({ metric, rounds }: RecordedMetric): Noise {
  const draw = (random: Random): number => {
    const { blocks } = pick(rounds, random)
    const from = Math.floor(random() * blocks.length)
    return meanOf(
      Array.from({ length: BLOCKS }, (_, index) => blocks[(from + index) % blocks.length]?.[0] ?? []).flat(),
    )
  }
  const random = randomSource(0, metric)
  const drawn = Array.from({ length: DRAWN }, () => draw(random))
  const mean = meanOf(drawn)
  const deviation = Math.sqrt(meanOf(drawn.map((value) => (value - mean) ** 2))) / mean
  return {
    what: `recorded noise of ${metric} (${(deviation * 100).toFixed(0)} %)`,
    metric: metricNamed(metric),
    draw,
  }
}

/** Draws that tell the standard deviation of recorded noise. */
const DRAWN = 10_000

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function once({ what, metric, draw }: Noise, count: number): CalibrationRow {
  const wrong = countOf(count, (seed) => {
    const random = randomSource(seed, `${what} once`)
    return (
      verdictOf(
        metric,
        Array.from({ length: RUNS }, () => draw(random)),
      ).verdict !== 'same'
    )
  })
  return {
    kind: 'history',
    what: `${what}: unchanged, ${RUNS} runs: changed`,
    result: percent(wrong / count),
    goal: '≤ 0.3 %',
    met: wrong / count <= 0.003,
  }
}

/** Judges after each commit, as a workflow does, and whether any of its verdicts is a false alarm. */
function afterEachCommit({ what, metric, draw }: Noise, count: number): CalibrationRow {
  let naive = 0
  const alarmed = countOf(count, (seed) => {
    const random = randomSource(seed, `${what} each`)
    const values = Array.from({ length: COMMITS }, () => draw(random))
    naive += values.filter(
      (value, index) => index > 0 && isWorse(metric, values[index - 1] ?? value, value),
    ).length
    const lengths = Array.from({ length: COMMITS - LEAST_VALUES + 1 }, (_, index) => LEAST_VALUES + index)
    return lengths.some((length) => verdictOf(metric, values.slice(0, length)).verdict === 'worse')
  })
  const usual = naive / (count * (COMMITS - 1))
  return {
    kind: 'history',
    what: `${what}: unchanged, judged after each of ${COMMITS} commits: ever worse`,
    result: `${percent(alarmed / count)} of histories (one run against the one before, ${percent(MARGIN)}: worse after ${percent(usual)} of commits)`,
    goal: '≤ 5 %',
    met: alarmed / count <= 0.05,
  }
}

function isWorse({ better }: Metric, before: number, now: number): boolean {
  return (better === 'lower' ? now - before : before - now) / before > MARGIN
}

/** Makes all runs from one commit on worse, and looks when that is found, and which commit is named. */
function stepped({ what, metric, draw }: Noise, worse: number, count: number): CalibrationRow {
  const factor = metric.better === 'higher' ? 1 - worse : 1 + worse
  let [soon, right] = [0, 0]
  const found = countOf(count, (seed) => {
    const random = randomSource(seed, `${what} ${worse}`)
    const values = Array.from(
      { length: BEFORE + LATE },
      (_, index) => draw(random) * (index < BEFORE ? 1 : factor),
    )
    for (let runs = 1; runs <= LATE; runs += 1) {
      const { verdict, since } = verdictOf(metric, values.slice(0, BEFORE + runs))
      if (verdict !== 'worse') continue
      if (runs <= SOON) soon += 1
      if (since === BEFORE) right += 1
      return true
    }
    return false
  })
  const named = found === 0 ? '' : `, the right commit named in ${percent(right / found)} of them`
  return {
    kind: 'history',
    what: `${what}: ${percent(worse)} worse: found within ${LATE} runs`,
    result: `${percent(found / count)} (${percent(soon / count)} within ${SOON}${named})`,
    goal: '',
    met: null,
  }
}

/** The verdict on figures of runs in order, and the index of the run that it names. */
function verdictOf(
  metric: Metric,
  values: readonly number[],
): { readonly verdict: string; readonly since: number | undefined } {
  const history = metricHistory(
    metric,
    values.map((value, index) => entryOf(metric, value, index)),
  )
  const shift = judgedShift(history, withinMargin(history, MARGIN))
  const since = shift === undefined ? undefined : history.runs.indexOf(shift.since)
  return { verdict: judgeHistory(history, MARGIN).verdict, since }
}

function entryOf({ name }: Metric, value: number, index: number): HistoryEntry {
  return {
    schema: HISTORY_SCHEMA,
    branch: 'main',
    job: 'default',
    commit: null,
    at: new Date(index * 3_600_000).toISOString(),
    run: String(index),
    conditions: 'simulated',
    tests: [{ test: 'simulated', figures: { [name]: value } }],
  }
}

function countOf(count: number, holds: (seed: number) => boolean): number {
  return Array.from({ length: count }, (_, seed) => holds(seed)).filter(Boolean).length
}

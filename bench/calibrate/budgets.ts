import type { CompareSettings } from '../../src/compare/plan.ts'
import type { Verdict } from '../../src/results/types.ts'
import { performance } from '../../src/host/clock.ts'
import { amountIn } from '../../src/units.ts'
import { wholeSecondsText } from '../../src/text/time.ts'
import { comparison } from './cases.ts'
import { relays } from './haproxy-arms.ts'
import type { TwoArms } from './haproxy-arms.ts'
import { proxies } from './proxy.ts'

/** From short to long. A longer one is measured only if all shorter ones left a verdict open. */
const BUDGETS = ['30s', '1min', '2min'] as const

/** Time that the slower relay spends on each message, µs: more than 10 % of a round trip through it. */
const SPIN = 20

/** A comparison whose correct verdicts are known. */
interface BudgetCase {
  /** The input `tests` of the action. */
  readonly tests: string
  readonly measure: CompareSettings['measure']
  /** How head truly differs. */
  readonly change: string
  readonly margin: string
  readonly arms: (server: number) => Promise<TwoArms>
  /** The metric that is worse; all others are the same. */
  readonly worse: string | null
}

/** None has a change as large as the margin, which no budget decides. */
const CASES: readonly BudgetCase[] = [
  ...proxyCases('download', ['download']),
  ...relayCases(),
  ...proxyCases('download, latency, upload (default)', undefined),
]

function proxyCases(tests: string, measure: BudgetCase['measure']): readonly BudgetCase[] {
  const cases = [
    [0.4, '5%'],
    [0.4, '10%'],
    [0.1, '5%'],
    [0, '10%'],
    [0, '5%'],
  ] as const
  return cases.map(([cost, margin]) => ({
    tests,
    measure,
    change: cost === 0 ? 'none' : `download ${cost * 100} % lower`,
    margin,
    arms: async (server) => proxies(server, cost),
    worse: cost === 0 ? null : 'download.mbps',
  }))
}

function relayCases(): readonly BudgetCase[] {
  const cases = [
    [SPIN, '5%'],
    [SPIN, '10%'],
    [0, '10%'],
    [0, '5%'],
  ] as const
  return cases.map(([spin, margin]) => ({
    tests: 'latency',
    measure: ['latency'],
    change: spin === 0 ? 'none' : `${spin} µs more per message`,
    margin,
    arms: async (server) => relays(server, spin),
    worse: spin === 0 ? null : 'latency.p50',
  }))
}

/** The headings of the table, and a row for each case. */
export type BudgetTable = readonly (readonly string[])[]

/**
 * Which budget, margin and tests decide what: comparisons of two proxies on Node with a known difference, each with growing
 * budgets until it is decided.
 * @param minutes time limit of the whole table
 */
export async function budgetTable(runs: number, minutes: number, signal: AbortSignal): Promise<BudgetTable> {
  const end = performance.now() + minutes * 60_000
  const rows: (readonly string[])[] = []
  for (const one of CASES) {
    const cells: string[] = []
    for (const budget of BUDGETS) {
      const verdicts: TimedVerdict[] = []
      const time = amountIn(budget, 'duration')
      for (let run = 1; run <= runs && performance.now() + time <= end; run += 1) {
        process.stderr.write(
          `${one.tests}, ${one.change}, margin ${one.margin}, budget ${budget}: ${run} of ${runs}\n`,
        )
        verdicts.push(...(await timed(one, budget, signal)))
      }
      cells.push(cellOf(one, verdicts))
      if (verdicts.length > 0 && verdicts.every(({ verdict }) => isDecided(verdict))) break
    }
    const rest = BUDGETS.slice(cells.length).map(() => '')
    rows.push([one.tests, one.change, one.margin, ...cells, ...rest])
  }
  return [['tests', 'true change', 'margin', ...BUDGETS.map((budget) => `budget ${budget}`)], ...rows]
}

interface TimedVerdict extends Pick<Verdict, 'metric' | 'verdict'> {
  /** Seconds after which it was found. */
  readonly at: number
}

async function timed(
  one: BudgetCase,
  budget: (typeof BUDGETS)[number],
  signal: AbortSignal,
): Promise<readonly TimedVerdict[]> {
  const { measure, margin } = one
  const document = await comparison(one, { measure, margin, budget, placement: 'auto' }, signal)
  return document.comparisons
    .filter(({ judged }) => judged !== false)
    .map(({ metric, verdict, looks }) => ({ metric, verdict, at: looks.at(-1)?.at ?? 0 }))
}

/** How many verdicts are correct, when the last of these was found, and the others: `2 of 3 after 31 s (upload.mbps inconclusive)`. */
function cellOf({ worse }: BudgetCase, verdicts: readonly TimedVerdict[]): string {
  if (verdicts.length === 0) return 'not measured'
  const isRight = ({ metric, verdict }: TimedVerdict): boolean =>
    verdict === (metric === worse ? 'worse' : 'same')
  const right = verdicts.filter(isRight)
  const others = verdicts.filter((one) => !isRight(one)).map(({ metric, verdict }) => `${metric} ${verdict}`)
  const took = Math.max(...right.map(({ at }) => at))
  return [
    `${right.length} of ${verdicts.length}`,
    ...(right.length === 0 ? [] : [`after ${wholeSecondsText(took)}`]),
    ...(others.length === 0 ? [] : [`(${[...new Set(others)].join(', ')})`]),
  ].join(' ')
}

function isDecided(verdict: Verdict['verdict']): boolean {
  return verdict === 'same' || verdict === 'worse' || verdict === 'better'
}

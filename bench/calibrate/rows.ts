import type { Order, Tally } from './simulate-thread.ts'
import type { RecordedMetric } from './recording.ts'

/** A row of the table. */
export interface CalibrationRow {
  readonly kind: RowKind
  readonly what: string
  readonly result: string
  /** The goal; empty if the row has none. */
  readonly goal: string
  /** `null` if the row has no goal. */
  readonly met: boolean | null
}

/** The kinds of rows, for `--only`. */
export const ROW_KINDS = [
  'false-alarms',
  'power',
  'equivalence',
  'luck',
  'single-run',
  'real-aa',
  'real-ab',
  'haproxy',
  'haproxy-busy',
  'nginx',
  'proxy',
  'history',
] as const

/** A kind of rows. */
export type RowKind = (typeof ROW_KINDS)[number]

/** The kinds that are measured only if they are named, because they take minutes, up to an hour. */
export const ONLY_NAMED: readonly RowKind[] = ['haproxy', 'haproxy-busy', 'nginx', 'proxy', 'history']

/** The tables, by the names of their marks. */
export const TABLES = ['simulated', 'real', 'haproxy', 'haproxy-busy', 'nginx', 'proxy', 'history'] as const

/** The table of a kind of rows. */
export function tableOf(kind: RowKind): (typeof TABLES)[number] {
  switch (kind) {
    case 'false-alarms':
    case 'power':
    case 'equivalence':
    case 'luck':
    case 'single-run':
      return 'simulated'
    case 'real-aa':
    case 'real-ab':
      return 'real'
    case 'haproxy':
    case 'haproxy-busy':
    case 'nginx':
    case 'proxy':
    case 'history':
      return kind
  }
}

/** The kinds that are simulated; the others measure. */
export const SIMULATED: readonly RowKind[] = ROW_KINDS.filter((kind) => tableOf(kind) === 'simulated')

/** Simulates all comparisons of a kind. */
export type Simulate = (order: Omit<Order, 'from' | 'count'>) => Promise<Tally>

const MARGIN = 0.05

/** Common limits for comparing one run with one run. */
const LIMITS = [0.05, 0.1, 2] as const

/** Standard deviation of the luck of a process that starts anew: as much as the processes of a busy machine differ. */
const LUCK = 0.03

/** A budget (s) for the tail of latency, which varies more than any other figure. */
const LONG = 60

/** A difference that should not be missed. */
const MISSED = 0.2

/** The rows simulated from one recorded metric. */
export async function simulatedRows(
  { metric }: RecordedMetric,
  kinds: readonly RowKind[],
  simulate: Simulate,
): Promise<readonly CalibrationRow[]> {
  const rows: CalibrationRow[] = []
  const wants = (kind: RowKind): boolean => kinds.includes(kind)
  const done = new Map<string, Promise<Tally>>()
  /** Several rows need the same simulations. */
  const once: Simulate = async (order) => {
    const key = `${order.worse} ${order.margin} ${order.luck} ${order.budget}`
    const tally = done.get(key) ?? simulate(order)
    done.set(key, tally)
    return tally
  }
  const row = (
    kind: RowKind,
    what: string,
    result: number,
    others: string,
    bound: '≥' | '≤' | null,
    limit: number,
  ): void => {
    const met = bound === null ? null : bound === '≥' ? result >= limit : result <= limit
    rows.push({
      kind,
      what: `${metric}: ${what}`,
      result: `${percent(result)}${others}`,
      goal: bound === null ? '' : `${bound} ${percent(limit)}`,
      met,
    })
  }
  if (wants('false-alarms')) {
    const { verdicts } = await once({ metric, worse: 0, margin: MARGIN })
    row(
      'false-alarms',
      `identical, margin 5 %: worse`,
      of(verdicts, 'worse'),
      rest(verdicts, 'worse'),
      '≤',
      0.01,
    )
  }
  if (wants('power')) {
    const cases = [
      [0.05, null],
      [0.1, 0.8],
      [0.2, 0.95],
      ...(metric === 'latency.p99' ? [[0.1, 0.6, LONG] as const] : []),
    ] as const
    for (const [worse, limit, budget] of cases) {
      const { verdicts } = await once({ metric, worse, margin: MARGIN, ...(budget && { budget }) })
      const what = `${percent(worse)} worse, margin 5 %${budget ? `, ${budget} s` : ''}: worse`
      row(
        'power',
        what,
        of(verdicts, 'worse'),
        rest(verdicts, 'worse'),
        limit === null ? null : '≥',
        limit ?? 0,
      )
    }
  }
  if (wants('equivalence')) {
    const same = await once({ metric, worse: 0, margin: 0.1 })
    row(
      'equivalence',
      `identical, margin 10 %: same`,
      of(same.verdicts, 'same'),
      rest(same.verdicts, 'same'),
      '≥',
      0.8,
    )
    const not = await once({ metric, worse: 0.15, margin: 0.1 })
    row(
      'equivalence',
      `15 % worse, margin 10 %: same`,
      of(not.verdicts, 'same'),
      rest(not.verdicts, 'same'),
      '≤',
      0.02,
    )
  }
  if (wants('luck')) {
    const { verdicts } = await once({ metric, worse: MARGIN, margin: MARGIN, luck: LUCK })
    for (const verdict of ['worse', 'same']) {
      const what = `processes differ by ${percent(LUCK)}, restarted; 5 % worse, margin 5 %: ${verdict}`
      row('luck', what, of(verdicts, verdict), rest(verdicts, verdict), '≤', 0.01)
    }
  }
  if (wants('single-run')) {
    const identical = await once({ metric, worse: 0, margin: MARGIN })
    const worse = await once({ metric, worse: MISSED, margin: MARGIN })
    const missed = 1 - of(worse.verdicts, 'worse')
    rows.push(singleRunRow(metric, 'pairs, margin 5 %', of(identical.verdicts, 'worse'), missed))
    for (const limit of LIMITS) {
      const alarms = share(identical.usual, (change) => change > limit)
      const misses = share(worse.usual, (change) => change <= limit)
      rows.push(singleRunRow(metric, `one run against one run, ${percent(limit)}`, alarms, misses))
    }
  }
  return rows
}

function singleRunRow(metric: string, how: string, alarms: number, misses: number): CalibrationRow {
  const result = `false alarms ${percent(alarms)}, missed ${percent(misses)} at ${percent(MISSED)} worse`
  return { kind: 'single-run', what: `${metric}: ${how}`, result, goal: '', met: null }
}

function of(verdicts: Tally['verdicts'], verdict: string): number {
  const all = Object.values(verdicts).reduce((sum, count) => sum + count, 0)
  return (verdicts[verdict] ?? 0) / all
}

/** The other verdicts. */
function rest(verdicts: Tally['verdicts'], told: string): string {
  const others = Object.keys(verdicts)
    .filter((verdict) => verdict !== told)
    .toSorted((a, b) => (verdicts[b] ?? 0) - (verdicts[a] ?? 0))
    .map((verdict) => `${verdict} ${percent(of(verdicts, verdict))}`)
  return others.length === 0 ? '' : ` (${others.join(', ')})`
}

function share(values: readonly number[], holds: (value: number) => boolean): number {
  return values.filter(holds).length / values.length
}

/** A share as a percentage. */
export function percent(value: number): string {
  return `${Number((value * 100).toFixed(value < 0.1 ? 2 : 1))} %`
}

import type { ComparisonRow } from '../../../src/report/markdown/input.ts'

/** A compared metric with its sentence. */
export function compared(
  metric: string,
  verdict: ComparisonRow['verdict'],
  base: number,
  head: number,
  change: number,
  reach: number,
  floor: number,
): ComparisonRow {
  const text = (share: number): string => `${share < 0 ? '-' : '+'}${Math.abs(share * 100).toFixed(1)}`
  const interval = { from: change - reach, to: change + reach }
  const sentence = `${metric}: ${verdict}: ${text(change)} % (${text(interval.from)} to ${text(interval.to)} %), margin 5 %; this machine can detect changes above ${Number((floor * 100).toPrecision(2))} %.`
  return { metric, verdict, sentence, base, head, change, interval, floor, margin: 0.05 }
}

import { figureText } from './figure.ts'
import type { MetricUnit } from './figure.ts'
import { ratePairText, rateText } from './rate.ts'
import { timePairText, timeText } from './time.ts'

/** A metric's figure in the unit that fits it: `412 µs`, `8.10 Gbps`. */
export function readableFigure(value: number | null, unit: MetricUnit): string {
  if (value !== null && !Number.isFinite(value)) return figureText(value, unit)
  if (unit === 'ms') return timeText(value)
  return unit === 'Mbps' ? rateText(value) : figureText(value, unit)
}

/** Two figures of a metric in one unit: `2.76` and `7.17 ms`, both with the unit. */
export function readablePair(
  base: number,
  head: number,
  unit: MetricUnit,
): readonly [base: string, head: string] {
  if (!Number.isFinite(base) || !Number.isFinite(head) || (unit !== 'ms' && unit !== 'Mbps')) {
    return [readableFigure(base, unit), readableFigure(head, unit)]
  }
  const [one, other] = unit === 'ms' ? timePairText(base, head) : ratePairText(base, head)
  return [`${one} ${other.split(' ').at(-1)}`, other]
}

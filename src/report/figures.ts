/** Figures as people read them: three digits, in the unit that fits. One that is not known is {@link UNKNOWN}. */

/** What stands where a figure is not known. */
export const UNKNOWN = 'N/A'

type Units = readonly [factor: number, name: string][]

/** Factors in ms. */
const TIMES: Units = [
  [1e-3, 'µs'],
  [1, 'ms'],
  [1000, 's'],
]

/** Factors in Mbps. */
const RATES: Units = [
  [1e-3, 'kbit/s'],
  [1, 'Mbit/s'],
  [1000, 'Gbit/s'],
]

const SIZES: Units = [
  [1, 'B'],
  [1e3, 'kB'],
  [1e6, 'MB'],
  [1e9, 'GB'],
  [1e12, 'TB'],
]

/** A time in ms: `175 µs`, `12.3 ms`, `1.50 s`. */
export function timeText(ms: number | null): string {
  return inUnits(ms, TIMES)
}

/** A time in ms that is added to another or, with a minus, taken from it: `+39.0 ms`. */
export function increaseText(ms: number | null): string {
  return ms === null ? UNKNOWN : `${ms < 0 ? '-' : '+'}${timeText(Math.abs(ms))}`
}

/** Times in ms that are added to others, in the unit that fits the largest of them: `+1.20 / +39.0 / +41.0 ms`. */
export function increasesText(values: readonly (number | null)[]): string {
  const [factor, name] = unitOf(Math.max(0, ...values.map((value) => Math.abs(value ?? 0))), TIMES)
  const texts = values.map((value) =>
    value === null ? UNKNOWN : `${value < 0 ? '-' : '+'}${digits(Math.abs(value) / factor)}`,
  )
  return `${texts.join(' / ')}${values.some((value) => value !== null) ? ` ${name}` : ''}`
}

/** A throughput in Mbps: `640 kbit/s`, `94.1 Mbit/s`, `38.2 Gbit/s`. */
export function rateText(mbps: number | null): string {
  return inUnits(mbps, RATES)
}

/** An amount of payload: `262 kB`, `10.5 MB`; powers of ten. */
export function sizeText(bytes: number): string {
  return bytes < 1000 ? `${bytes} B` : inUnits(bytes, SIZES)
}

/** A share of 0 to 1: `0 %`, `0.0123 %`, `1.25 %`. */
export function shareText(share: number | null): string {
  if (share === null) return UNKNOWN
  return `${Number((share * 100).toPrecision(3))} %`
}

/** How often a second: `6000 /s`, `12.5 /s`. */
export function perSecondText(rate: number | null): string {
  return rate === null ? UNKNOWN : `${rate >= 100 ? rate.toFixed(0) : rate.toPrecision(3)} /s`
}

/** A throughput in Mbps as a mere number, in the unit that fits another: `974` beside `941 Mbit/s`. */
export function rateDigits(mbps: number, beside: number): string {
  return digits(mbps / unitOf(beside, RATES)[0])
}

/** Two throughputs in Mbps, in the unit that fits the larger one, which the second names: `35.1` and `39.9 Gbit/s`. */
export function ratePairText(one: number, other: number): readonly [one: string, other: string] {
  const [factor, name] = unitOf(Math.max(one, other), RATES)
  return [digits(one / factor), `${digits(other / factor)} ${name}`]
}

function inUnits(value: number | null, units: Units): string {
  if (value === null) return UNKNOWN
  const [factor, name] = unitOf(value, units)
  return `${digits(value / factor)} ${name}`
}

/** The largest unit of which there is at least one, when it has been rounded. */
function unitOf(value: number, units: Units): Units[number] {
  const rounded = Number(value.toPrecision(3))
  return units.findLast(([factor]) => rounded >= factor) ?? units[0] ?? [1, '']
}

function digits(amount: number): string {
  if (amount >= 99.95) return amount.toFixed(0)
  return amount < 0.995 ? Number(amount.toFixed(2)).toString() : amount.toPrecision(3)
}

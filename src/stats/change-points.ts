import { randomSource } from './random.ts'
import type { Random } from './random.ts'

/** Fewest values on each side of a change: one or two in a row may be outliers. */
const LEAST_SIDE = 3

/** Fewest values in which any change can be significant: fewer have too few orders. */
export const LEAST_VALUES = 15

/** The probability that chance alone shows a change in values that have none. */
const CHANCE = 0.001

/** Orders that are compared with the real one. Up to one of them may look as uneven: 2 of 2000 is {@link CHANCE}. */
const ORDERS = 1999

/**
 * The indices at which the distribution of a series changes, in ascending order: each is the first value of a new level.
 *
 * This is E-divisive (Matteson, James, "A Nonparametric Approach for Multiple Change Point Analysis of Multivariate Data",
 * JASA 109, 2014) as MongoDB applies it to performance tests (Daly et al., ICPE 2020): the series is split where the energy
 * distance between both sides is largest, if that distance is larger than in random orders of the same values, and each
 * side is then split in the same way. It assumes no distribution of the noise, only that runs are independent.
 * @param seed of the random orders: the same series has the same changes for the same seed
 */
export function changePoints(values: readonly number[], seed: number): readonly number[] {
  const random = randomSource(seed, 'change points')
  const split = (from: number, to: number): readonly number[] => {
    const at = significantSplit(values.slice(from, to), random)
    return at === null ? [] : [...split(from, from + at), from + at, ...split(from + at, to)]
  }
  return split(0, values.length)
}

/** Where a series has to be split; `null` if its values may as well have come in any other order. */
function significantSplit(values: readonly number[], random: Random): number | null {
  if (values.length < LEAST_VALUES) return null
  const distances = distancesOf(values)
  const order = Uint32Array.from(values, (_, index) => index)
  const best = bestSplit(distances, order)
  // Sums of the same distances in another order differ in the last digits.
  const large = best.energy * (1 - 1e-9)
  if (!(large > 0)) return null
  const most = Math.floor(CHANCE * (ORDERS + 1)) - 1
  let asUneven = 0
  for (let round = 0; round < ORDERS; round += 1) {
    shuffle(order, random)
    if (bestSplit(distances, order).energy >= large) asUneven += 1
    if (asUneven > most) return null
  }
  return best.at
}

/** Distances of all pairs of values, and of each value to all others. */
interface Distances {
  readonly pairs: readonly Float64Array[]
  readonly sums: Float64Array
  readonly total: number
}

function distancesOf(values: readonly number[]): Distances {
  const pairs = values.map((one) => Float64Array.from(values, (other) => Math.abs(one - other)))
  const sums = Float64Array.from(pairs, (row) => row.reduce((sum, distance) => sum + distance, 0))
  return { pairs, sums, total: sums.reduce((sum, each) => sum + each, 0) / 2 }
}

/**
 * The split with the largest energy distance, weighted by the sizes of both sides: the statistic Q of Matteson and James with
 * an exponent of 1, and with the second side up to the end of the series.
 * @param order the values' indices in the order of the series
 */
function bestSplit(
  { pairs, sums, total }: Distances,
  order: Uint32Array,
): { readonly at: number; readonly energy: number } {
  const n = order.length
  let [at, energy] = [0, 0]
  // Sums of the distances within the first side, and between both sides.
  let [within, between] = [0, 0]
  for (let first = 1; first <= n - LEAST_SIDE; first += 1) {
    const moved = order[first - 1] ?? 0
    const row = pairs[moved] ?? sums
    let toFirst = 0
    for (let index = 0; index < first - 1; index += 1) toFirst += row[order[index] ?? 0] ?? 0
    within += toFirst
    between += (sums[moved] ?? 0) - 2 * toFirst
    if (first < LEAST_SIDE) continue
    const second = n - first
    const apart = (2 * between) / (first * second)
    const spread = within / pairsOf(first) + (total - within - between) / pairsOf(second)
    const weighted = ((first * second) / n) * (apart - spread)
    if (weighted > energy) [at, energy] = [first, weighted]
  }
  return { at, energy }
}

function pairsOf(count: number): number {
  return (count * (count - 1)) / 2
}

/** Fisher and Yates, in place: thousands of orders are drawn. */
function shuffle(order: Uint32Array, random: Random): void {
  for (let last = order.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1))
    const kept = order[last] ?? 0
    order[last] = order[other] ?? 0
    order[other] = kept
  }
}

import type { Client } from '../client/client.ts'
import type { Measure } from '../results/types.ts'
import { burst } from './burst.ts'

/** How long (s) a burst is to take: long enough to be exact, and so short that many fit. */
const BURST_TIME = 0.02

/** The longest (s), where many round trips fit into it only so. */
const LONGEST = 0.2

/** So many round trips a burst has at least: fewer would measure how a connection begins. */
const ROUND_TRIPS = 4

/**
 * Payload in bytes: fewer than the least are too few packets. More than the most tells no more where it takes only some
 * ms: on loopback more pairs of 16 MB make narrower intervals than fewer of 64 MB.
 */
const LEAST_BYTES = 64 * 1024
const MOST_BYTES = 16_000_000

/** Where so many probes (the least for a 99th percentile) take no longer than {@link PATIENCE}, a burst has them. */
const MANY_PROBES = 100
const MOST_PROBES = 1000
const LEAST_PROBES = 10
const PATIENCE = 0.1

/** Round trips that take longer (s) are the path's; shorter ones are measured so many times, until they are short. */
const SURELY_SLOW = 0.02
const MOST_ATTEMPTS = 4

/** A size is sought in so many steps at most. */
const MOST_STEPS = 16

/** How large a burst of a measure is to be, the same on both arms. Warms them up too. */
export async function burstSize(
  measure: Measure,
  arms: readonly Client[],
  roundTrip: number,
): Promise<number> {
  if (measure === 'latency') {
    const some = Math.round(BURST_TIME / roundTrip)
    if (MANY_PROBES * roundTrip <= PATIENCE) return Math.min(MOST_PROBES, Math.max(MANY_PROBES, some))
    return Math.max(LEAST_PROBES, some)
  }
  const wanted = Math.min(LONGEST, Math.max(BURST_TIME, ROUND_TRIPS * roundTrip))
  let size = LEAST_BYTES
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const taken = await timeOf(measure, arms, size)
    const next = Math.min(MOST_BYTES, Math.max(LEAST_BYTES, Math.round(size * Math.min(4, wanted / taken))))
    // Near enough, twice as much or little: programs and connections become faster as they warm up.
    if (next < size * 1.5) return next
    size = next
  }
  return size
}

/** The median time (s) of a small exchange, of the slower arm. */
export async function roundTripTime(arms: readonly Client[]): Promise<number> {
  const times: number[] = []
  for (const arm of arms) times.push(await roundTripOf(arm))
  return Math.max(1e-5, ...times)
}

/** A busy machine may stand still for as long as a path takes: what could be either is measured again, and the least counts. */
async function roundTripOf(arm: Client): Promise<number> {
  let least = Number.POSITIVE_INFINITY
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt += 1) {
    const { p50, max } = await arm.latency({ count: LEAST_PROBES, busyPoll: false })
    least = Math.min(least, (p50 ?? max ?? 0) / 1000)
    if (least * MANY_PROBES <= PATIENCE || least > SURELY_SLOW) break
  }
  return least
}

/** How long (s) a burst takes, in the mean of the arms. */
async function timeOf(measure: Measure, arms: readonly Client[], size: number): Promise<number> {
  let sum = 0
  for (const arm of arms) sum += (await burst(arm, measure, size)).seconds
  return Math.max(1e-6, sum / arms.length)
}

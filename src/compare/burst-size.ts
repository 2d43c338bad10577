import { percentileOf } from '../stats/summary.ts'
import { burst, DATAGRAM } from './burst.ts'
import type { ArmClient, BurstArm, BurstShape } from './burst.ts'

/** Target duration of a burst (s): long enough to be precise, short enough for many of them. */
const BURST_TIME = 0.02

/** Maximum duration of a burst (s) on paths with long round trips. */
const LONGEST = 0.2

/** Minimum round trips of a burst: fewer would measure the start of a transfer. */
const ROUND_TRIPS = 4

/** A connection to an arm. */
export interface SizedArm {
  readonly client: ArmClient
  readonly arm: BurstArm
}

/** A connection to an arm whose round-trip time is being measured. */
interface TimedArm {
  readonly client: ArmClient
  readonly arm: { roundTrip: number }
}

/** The least and the most of a size. */
interface Bounds {
  readonly least: number
  readonly most: number
}

/**
 * Bounds of the payload in bytes. Fewer are too few packets. More take time from other pairs: on fast paths, many pairs of
 * 2 MB give narrower intervals than fewer pairs of 16 MB.
 */
export const LEAST_BYTES = 64 * 1024
const BYTES: Bounds = { least: LEAST_BYTES, most: 2_000_000 }

/** The most bytes where a short burst is not enough: if CPU time is judged, which the kernel counts in steps, and of some uploads. */
const MOST_BYTES = 16_000_000

/** An upload takes at least this many round trips: two are subtracted from its time, and errors of their measurement count. */
const STEADY_TRIPS = 40

/** Bounds of the connections: fewer than twice those that are open at once would measure how they begin and end. */
const CONNECTIONS: Bounds = { least: 32, most: 2000 }

/** Bounds of the requests: with fewer for each of the connections, a burst would measure how these are opened. */
const REQUESTS: Bounds = { least: 320, most: 5000 }

/** Bounds of the messages over WebSocket, where a session begins on each connection first. */
const MESSAGES: Bounds = { least: 1600, most: 5000 }

/** Time in which datagrams are sent (s), and bounds of their number: fewer give neither a loss nor a jitter. */
const DATAGRAM_TIME = 0.1
const DATAGRAMS: Bounds = { least: 20, most: 1000 }

/** Probes under load, one a millisecond: enough for a 95th percentile. */
const LOADED_PROBES = 50

/** Probes of a burst (the minimum for a 99th percentile) if they take at most {@link PATIENCE}. */
const MANY_PROBES = 100
const MOST_PROBES = 1000
export const LEAST_PROBES = 10
/** Seconds. */
const PATIENCE = 0.1

/** The shortest round trip (s) to compute with: a call of a function may take none. */
const LEAST_ROUND_TRIP = 1e-5
/** A round trip longer than this (s) is due to the path, not to a stall. */
const SURELY_SLOW = 0.02
/** A round trip longer than this (s) is not measured again: that would use up the budget. */
const EXTREME = 1
/** Maximum number of attempts to measure a round trip. */
const MOST_ATTEMPTS = 4

/** Turns in which short round trips are measured again. */
const PASSES = 4

/** Maximum number of steps in the search for a size. */
const MOST_STEPS = 16

/**
 * Chooses the size of a measure's bursts, the same for all arms. The search also warms them up.
 * @param tail whether percentiles above the median are judged. A median needs fewer round trips, which leaves time to others
 */
export async function burstSize(
  shape: Omit<BurstShape, 'size'>,
  arms: readonly SizedArm[],
  tail = false,
): Promise<number> {
  const { measure, rate, roundTrip } = shape
  switch (measure) {
    case 'latency': {
      const some = Math.round(BURST_TIME / roundTrip)
      if (MANY_PROBES * roundTrip <= PATIENCE)
        return tail || shape.cpu ? Math.min(MOST_PROBES, Math.max(MANY_PROBES, some)) : MANY_PROBES
      return Math.max(LEAST_PROBES, some)
    }
    case 'loaded.download':
    case 'loaded.upload':
      return LOADED_PROBES
    case 'udp.download':
    case 'udp.upload':
      return within(DATAGRAMS, (rate * DATAGRAM_TIME) / 8 / DATAGRAM)
    case 'connect':
      return fitting(shape, arms, CONNECTIONS)
    case 'requests':
      return fitting(shape, arms, arms.some(isOverWebSocket) ? MESSAGES : REQUESTS)
    case 'download':
    case 'upload':
      return fitting(shape, arms, shape.cpu ? { ...BYTES, most: MOST_BYTES } : BYTES)
  }
}

function isOverWebSocket({ client }: SizedArm): boolean {
  return client.target?.dialect === 'ws'
}

/** The time (s) that a burst takes at least, because of the round trips in it. */
export function leastTime({ measure, size, roundTrip }: BurstShape): number {
  return (measure === 'latency' ? size : ROUND_TRIPS) * roundTrip
}

/** The size that takes the target duration. */
async function fitting(
  shape: Omit<BurstShape, 'size'>,
  arms: readonly SizedArm[],
  bounds: Bounds,
): Promise<number> {
  const { measure, roundTrip } = shape
  const wanted = Math.min(LONGEST, Math.max(BURST_TIME, ROUND_TRIPS * roundTrip))
  let size = bounds.least
  // Round trips were measured before, and have warmed up this process. In a dialect without probes, nothing has.
  if (arms.some(({ client }) => client.roundTrip !== null)) await timeOf({ ...shape, size }, arms)
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const taken = await timeOf({ ...shape, size }, arms)
    const most =
      measure === 'upload' ? Math.max(bounds.most, steadyUpload(size, roundTrip, taken)) : bounds.most
    const next = within({ ...bounds, most }, size * Math.min(4, wanted / taken))
    // Precise enough: programs and connections become faster as they warm up.
    if (next < size * 1.5) return next
    size = next
  }
  return size
}

/** The bytes of an upload that takes enough round trips, up to a limit; `size` bytes take `taken` seconds. */
function steadyUpload(size: number, roundTrip: number, taken: number): number {
  return Math.min(MOST_BYTES, (size * STEADY_TRIPS * roundTrip) / taken)
}

function within({ least, most }: Bounds, size: number): number {
  return Math.round(Math.min(most, Math.max(least, size)))
}

/**
 * The median round-trip time (s) of an arm: the shortest of several attempts, because a stall of a busy machine looks like a
 * long path.
 */
export async function roundTripOf(arm: ArmClient, timeout?: number): Promise<number> {
  if (arm.roundTrip !== null) return Math.max(LEAST_ROUND_TRIP, arm.roundTrip / 1000)
  const first = await arm.latency({ count: 2, timeout, busyPoll: false })
  if (first.min !== null && first.min / 1000 > EXTREME) return first.min / 1000
  let least = Number.POSITIVE_INFINITY
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt += 1) {
    const { p50, max } = await arm.latency({ count: LEAST_PROBES, timeout, busyPoll: false })
    least = Math.min(least, (p50 ?? max ?? 0) / 1000)
    if (least * MANY_PROBES <= PATIENCE || least > SURELY_SLOW) break
  }
  return Math.max(LEAST_ROUND_TRIP, least)
}

/**
 * Measures the round-trip times of arms again, in turn, when they are short. An upload's time is less two round trips
 * ({@link burst}), and that of the arm that is measured first, when everything is cold, is too long: its uploads would look
 * faster.
 */
export async function refineRoundTrips(arms: readonly TimedArm[], timeout?: number): Promise<void> {
  const short = arms.filter(
    ({ client, arm }) => client.roundTrip === null && arm.roundTrip * MANY_PROBES <= PATIENCE,
  )
  if (short.length < arms.length) return
  const samples = new Map<TimedArm, number[]>(short.map((each) => [each, []]))
  for (let pass = 0; pass < PASSES; pass += 1) {
    for (const each of pass % 2 === 0 ? short : short.toReversed()) {
      const { p50 } = await each.client.latency({ count: MANY_PROBES, timeout, busyPoll: false })
      if (p50 !== null) samples.get(each)?.push(p50 / 1000)
    }
  }
  for (const [{ arm }, taken] of samples) {
    const middle = percentileOf(taken, 'p50')
    if (middle !== null) arm.roundTrip = Math.max(LEAST_ROUND_TRIP, middle)
  }
}

/** Mean duration (s) of a burst on the arms. */
async function timeOf(shape: BurstShape, arms: readonly SizedArm[]): Promise<number> {
  let sum = 0
  for (const { client, arm } of arms) sum += (await burst(client, shape, arm)).seconds
  return Math.max(1e-6, sum / arms.length)
}

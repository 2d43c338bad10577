import { iproute } from './iproute.ts'
import { QUEUE } from './properties.ts'
import type { PathProperties } from './properties.ts'

/** Bytes of the largest IP packet on a cable. */
export const MTU = 1500

/** Bytes of a frame that the kernel counts before the IP packet: two Ethernet addresses and a type. */
export const LINK_HEADER = 14

/** Packets that a delay can hold: 100 ms at 10 Gbit/s. */
const HELD = 100_000

/** Where traffic leaves. */
export interface Device {
  /** `null`: this process's own. */
  readonly namespace: string | null
  readonly device: string
}

/** How a rate is limited, by the queueing discipline tbf (man tc-tbf). */
export interface RateLimit {
  /** Mbit/s of whole frames: an IP packet and {@link LINK_HEADER}. */
  readonly rate: number
  /** Bytes that may leave at once after a pause. Default: what the rate lets through in 10 ms. */
  readonly burst?: number | undefined
  /** Longest time (ms) that a packet may wait; others are dropped. Default: 50. */
  readonly latency?: number | undefined
}

/**
 * Gives a device's outgoing traffic the properties: netem (man tc-netem) delays and loses packets, tbf behind it limits the
 * rate.
 * @throws if the kernel has no such queueing discipline, or does not allow it
 */
export async function shapePath(
  target: Device,
  { delay, jitter, loss, rate }: PathProperties,
): Promise<void> {
  const delayed = delay > 0 || loss > 0
  if (delayed) {
    const times = `delay ${microseconds(delay)} ${microseconds(jitter)} loss ${loss * 100}%`
    await iproute(
      `${tc(target)} qdisc replace dev ${target.device} root handle 1: netem limit ${HELD} ${times}`,
    )
  }
  if (rate === null) return
  await limitSegments(target, rate / 1e6)
  await limitRate(target, delayed ? 'parent 1:1' : 'root', { rate: rate / 1e6 })
}

/** Limits the rate of a device's outgoing traffic. */
export async function limitRate(
  target: Device,
  place: 'root' | 'parent 1:1',
  { rate, burst, latency = QUEUE }: RateLimit,
): Promise<void> {
  // A frame that is larger than the burst would never leave.
  const bytes = Math.round(burst ?? Math.max(bytesInMs(rate) * 10, 2 * (MTU + LINK_HEADER)))
  const limits = `rate ${rate * 1e6}bit burst ${bytes}b latency ${latency}ms`
  await iproute(`${tc(target)} qdisc replace dev ${target.device} ${place} tbf ${limits}`)
}

/**
 * Limits the packets that a device takes from its host to 1 ms of the rate. The kernel handles many segments of a connection
 * as one packet of up to 64 KB, and tbf splits only packets larger than its burst. At 10 Mbit/s, an unsplit packet is a lump
 * of 52 ms, and a split one loses what does not fit into the queue. A real cable does neither.
 */
export async function limitSegments({ namespace, device }: Device, rate: number): Promise<void> {
  const segments = Math.max(1, Math.floor(bytesInMs(rate) / (MTU + LINK_HEADER)))
  await iproute(`ip${inside(namespace)} link set ${device} gso_max_segs ${segments}`)
}

/** @param rate Mbit/s */
function bytesInMs(rate: number): number {
  return (rate * 1e6) / 8 / 1000
}

function tc({ namespace }: Device): string {
  return `tc${inside(namespace)}`
}

function inside(namespace: string | null): string {
  return namespace === null ? '' : ` -n ${namespace}`
}

function microseconds(ms: number): string {
  return `${Math.round(ms * 1000)}us`
}

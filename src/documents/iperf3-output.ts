/**
 * The output of `iperf3 -J` since release 3.7, as far as it is read. Fields that only some releases have are optional, and
 * unknown ones are ignored.
 */
import * as v from 'valibot'

import { MOST_PORT } from '../check.ts'
import { name } from '../results/parts.ts'

const time = v.pipe(v.number(), v.finite(), v.minValue(0))
const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
/** iperf3 writes -1 as 2^64 - 1 if the sender's system does not count retransmits. */
const counted = v.pipe(v.number(), v.finite())
/** With an omitted beginning, some releases count fewer lost datagrams than none. */
const balance = v.pipe(v.number(), v.safeInteger())

const side = v.object({
  start: v.optional(time, 0),
  end: time,
  bytes: whole,
  sender: v.optional(v.boolean()),
})

const sender = v.object({ ...side.entries, retransmits: v.optional(counted) })

const flow = v.object({
  ...side.entries,
  jitter_ms: v.optional(time),
  lost_packets: v.optional(balance),
  packets: v.optional(whole),
  out_of_order: v.optional(balance),
})

/** A stream of the end, over TCP or UDP. */
const endStream = v.object({ sender: v.optional(sender), receiver: v.optional(side), udp: v.optional(flow) })

const interval = v.object({
  ...side.entries,
  omitted: v.optional(v.boolean(), false),
  /** Of a receiver of datagrams. */
  packets: v.optional(whole),
  lost_packets: v.optional(balance),
})

const intervalStream = v.object({
  ...interval.entries,
  socket: v.optional(v.number()),
  rtt: v.optional(time),
  rttvar: v.optional(time),
})

export const iperf3Schema = v.object({
  start: v.object({
    version: name,
    system_info: v.optional(v.pipe(v.string(), v.maxLength(1000)), ''),
    // Up to the year 9999.
    timestamp: v.object({ timesecs: v.pipe(v.number(), v.minValue(0), v.maxValue(253_402_300_799)) }),
    connecting_to: v.object({
      host: name,
      port: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(MOST_PORT)),
    }),
    test_start: v.object({
      protocol: name,
      num_streams: whole,
      blksize: whole,
      omit: time,
      duration: time,
      bytes: whole,
      blocks: whole,
      reverse: v.optional(v.number(), 0),
      /** Bit/s of each stream, 0 for no limit. Since release 3.10. */
      target_bitrate: v.optional(time),
    }),
  }),
  intervals: v.pipe(
    v.array(
      v.object({
        streams: v.optional(v.pipe(v.array(intervalStream), v.maxLength(1000)), []),
        sum: v.optional(interval),
        sum_bidir_reverse: v.optional(interval),
      }),
    ),
    v.maxLength(100_000),
  ),
  end: v.object({
    streams: v.optional(v.pipe(v.array(endStream), v.maxLength(1000)), []),
    sum: v.optional(flow),
    sum_sent: v.optional(flow),
    sum_received: v.optional(flow),
    sum_bidir_reverse: v.optional(flow),
    sum_sent_bidir_reverse: v.optional(flow),
    sum_received_bidir_reverse: v.optional(flow),
    cpu_utilization_percent: v.optional(v.object({ host_total: v.optional(time) })),
    sender_tcp_congestion: v.optional(name),
  }),
})

/** What iperf3 measured. */
export type Iperf3Output = v.InferOutput<typeof iperf3Schema>

/** The figures of one side of a transfer or a flow, or of all of its streams. */
export type Iperf3Sum = v.InferOutput<typeof flow>

/** Whether parsed JSON is that of iperf3. It has an error in place of all else if it failed early. */
export function isIperf3Output(value: unknown): value is object {
  if (typeof value !== 'object' || value === null || 'schema' in value) return false
  return ('start' in value && 'end' in value) || ('error' in value && typeof value.error === 'string')
}

/**
 * The lines of `iperf3 --json-stream` as the output of `-J`; `null` for any other text.
 */
export function iperf3Stream(text: string): object | null {
  if (!/^\s*\{"event":\s*"start"/.test(text)) return null
  const found: { start?: unknown; intervals: unknown[]; end: unknown; error?: unknown } = {
    intervals: [],
    end: {},
  }
  for (const line of text.split('\n').filter((each) => each.trim() !== '')) {
    const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), eventSchema), line)
    // A line that was cut off when iperf3 was killed.
    if (!parsed.success) continue
    const { event, data } = parsed.output
    if (event === 'interval') found.intervals.push(data)
    else if (event === 'start' || event === 'end' || event === 'error') found[event] = data
  }
  return found
}

const eventSchema = v.object({ event: v.string(), data: v.unknown() })

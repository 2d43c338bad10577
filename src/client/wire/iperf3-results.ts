import { WyndrvrError } from '../../errors.ts'
import { iperf3StreamId } from '../../protocol/iperf3.ts'
import type { Iperf3Results, Iperf3StreamResults } from '../../protocol/iperf3.ts'
import type { CpuTime, Direction } from '../../results/types.ts'

/**
 * The numbers of the streams of a test: the server's receiving ones come first.
 * @returns the number of a direction's stream by its index
 */
export function iperf3StreamIds(
  ways: readonly { readonly direction: Direction }[],
  streams: number,
): (direction: Direction, index: number) => number {
  return (direction, index) => {
    const place = direction === 'download' && ways.length > 1 ? streams + index : index
    return iperf3StreamId(place)
  }
}

/** The directions of a test in the order in which their streams are opened: a server receives on the first ones. */
export function inOrderOfStreams<Way extends { readonly direction: Direction }>(
  ways: readonly Way[],
): readonly Way[] {
  const of = (wanted: Direction): readonly Way[] => ways.filter(({ direction }) => direction === wanted)
  return [...of('upload'), ...of('download')]
}

/** What this end counted of a stream. */
export interface Iperf3Counted {
  readonly id: number
  readonly bytes: number
  /** Of datagrams; jitter in seconds. */
  readonly jitter?: number
  readonly errors?: number
  readonly packets?: number
}

/**
 * This end's results of a test.
 * @param seconds that it took
 */
export function iperf3OwnResults(streams: readonly Iperf3Counted[], seconds: number): unknown {
  return {
    cpu_util_total: 0,
    cpu_util_user: 0,
    cpu_util_system: 0,
    sender_has_retransmits: -1,
    streams: streams
      .toSorted((one, other) => one.id - other.id)
      .map(({ id, bytes, jitter = 0, errors = 0, packets = 0 }) => ({
        id,
        bytes,
        retransmits: -1,
        jitter,
        errors,
        packets,
        start_time: 0,
        end_time: seconds,
      })),
  }
}

/**
 * What a server reports of the streams of one direction.
 * @throws {WyndrvrError} `ERR_WYNDRVR_PROTOCOL` if one is missing
 */
export function reportsOf(
  { streams }: Iperf3Results,
  server: string,
  count: number,
  idOf: (index: number) => number,
): readonly Iperf3StreamResults[] {
  return Array.from({ length: count }, (_, index) => {
    const report = streams.find(({ id }) => id === idOf(index))
    if (report !== undefined) return report
    const sentence = `The results of ${server} lack stream ${idOf(index)}. Is it an iperf3 server?`
    throw new WyndrvrError('ERR_WYNDRVR_PROTOCOL', sentence)
  })
}

/** How long (s) a stream ran by the server's clock; `null` if it did not say. */
export function iperf3Seconds({ start_time: start = 0, end_time: end }: Iperf3StreamResults): number | null {
  return end === undefined || end <= start ? null : end - start
}

/** CPU time of a server, which reports percents of a CPU; `null` if they make no sense. */
export function iperf3CpuTime(
  { cpu_util_user: user, cpu_util_system: system }: Iperf3Results,
  seconds: number,
): CpuTime | null {
  const times = { user: (user / 100) * seconds, system: (system / 100) * seconds }
  return times.user >= 0 && times.system >= 0 && Number.isFinite(times.user + times.system) ? times : null
}

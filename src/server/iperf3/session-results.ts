import { iperf3StreamId } from '../../protocol/iperf3.ts'
import type { Iperf3Results } from '../../protocol/iperf3.ts'
import { counted } from '../../text/count.ts'
import { rateText } from '../../text/rate.ts'
import { shareText } from '../../text/share.ts'
import { sizeText } from '../../text/size.ts'
import { timeText } from '../../text/time.ts'
import { VERSION } from '../../version.ts'
import type { RequestedTest } from './requested-test.ts'
import type { StreamCount, StreamPlan } from './session-messages.ts'

/**
 * What the server tells the client about a test.
 * @param counts of the streams, in the order in which they were opened
 * @param seconds from the beginning of the test to its end
 * @param served who served it, for people
 */
export function sessionResults(
  test: RequestedTest,
  counts: readonly StreamCount[],
  seconds: number,
  served: string,
): Iperf3Results {
  const { user, system } = cpuOf(counts)
  const percent = (time: number): number => (seconds > 0 ? (100 * time) / seconds : 0)
  const sends = test.streams.some((plan) => plan.sends)
  const knows = counts.some(({ retransmits }) => retransmits !== null)
  return {
    cpu_util_total: percent(user + system),
    cpu_util_user: percent(user),
    cpu_util_system: percent(system),
    sender_has_retransmits: sends ? Number(knows) : -1,
    congestion_used: counts.find(({ congestion }) => congestion !== null)?.congestion ?? undefined,
    server_output_text: test.wantsOutput ? outputOf(test, counts, served) : undefined,
    streams: counts.map((count, index) => ({
      id: iperf3StreamId(index),
      bytes: count.bytes,
      retransmits: count.retransmits ?? -1,
      jitter: count.jitter,
      errors: count.lost,
      omitted_errors: 0,
      packets: count.packets,
      omitted_packets: count.packetsBefore,
      start_time: 0,
      end_time: count.seconds,
    })),
  }
}

/** CPU time of all processes that took part; streams of one process report the same time. */
function cpuOf(counts: readonly StreamCount[]): { readonly user: number; readonly system: number } {
  const processes = new Map(counts.map(({ cpu }) => [cpu.pid, cpu]))
  const sum = { user: 0, system: 0 }
  for (const { user, system } of processes.values()) {
    sum.user += user
    sum.system += system
  }
  return sum
}

function outputOf(test: RequestedTest, counts: readonly StreamCount[], served: string): string {
  const lines = counts.map((count, index) => {
    const plan = test.streams[index]
    return `[${String(iperf3StreamId(index)).padStart(3)}] ${plan === undefined ? '' : lineOf(test, plan, count)}`
  })
  return [`wyndrvr ${VERSION}, ${served}`, ...lines, ''].join('\n')
}

function lineOf({ protocol }: RequestedTest, { sends }: StreamPlan, count: StreamCount): string {
  const { bytes, seconds, retransmits, jitter, lost } = count
  const rate = rateText(seconds > 0 ? (bytes * 8) / seconds / 1e6 : null)
  const line = `${sends ? 'sent' : 'received'} ${sizeText(bytes)} in ${timeText(seconds * 1000)}: ${rate}`
  const packets = count.packets - count.packetsBefore
  if (protocol === 'tcp')
    return retransmits === null ? line : `${line}, ${counted(retransmits, 'retransmit')}`
  if (sends) return `${line}, ${counted(packets, 'datagram')}`
  const share = shareText(packets > 0 ? lost / packets : null)
  return `${line}, jitter ${timeText(jitter * 1000)}, lost ${lost} of ${counted(packets, 'datagram')} (${share})`
}

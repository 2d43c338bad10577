import type { NativeAnswer } from '../../protocol/native.ts'
import type { LatencyMeasurement } from '../../results/types.ts'
import { LoopWatch } from '../../host/loop-watch.ts'
import type { NativeSession } from '../session.ts'
import { unexpectedAnswer } from '../wire/unexpected-answer.ts'
import type { LatencyPlan } from './plan.ts'
import { answeredSoFar, judged, networkPart, probeFigures } from './probe-figures.ts'
import { COMPLETE, cutOff } from '../partial.ts'
import type { ProbeSchedule } from './probe-schedule.ts'
import { UdpProbeRun } from './udp-probe-run.ts'
import { withUdpLink, within } from '../wire/udp-link.ts'
import { notSentReason } from '../../stats/datagram-validity.ts'
import { counted } from '../../text/count.ts'

/**
 * Latency over UDP. Probes are sent on a schedule, and each answer tells how long the server held its probe. At the end
 * the server tells how many probes it received, which shows the direction in which the others were lost.
 * @param ready resolves when it may begin
 * @throws {WyndrvrError} its `measurement` is what was measured until then
 */
export async function measureUdpLatency(
  session: NativeSession,
  plan: LatencyPlan,
  ready: () => Promise<void>,
): Promise<LatencyMeasurement> {
  const { count, duration, interval, payload, timeout, busyPoll } = plan
  const run = new UdpProbeRun(plan)
  const { schedule } = run
  const watch = new LoopWatch()
  const measured = (last: NativeAnswer | null, validity = COMPLETE): LatencyMeasurement => {
    const figures = probeFigures(schedule)
    const lostOn = last?.echoed === undefined ? null : lostOnEachWay(schedule, last.echoed.received)
    return {
      kind: 'latency',
      client: 1,
      asked: { count, duration, interval, payload, timeout, busyPoll },
      loop: 'open',
      transport: 'udp',
      ...figures,
      lostOn,
      duplicates: run.duplicates,
      unknown: { ...figures.unknown, ...(lostOn === null ? { lostOn: NOT_TOLD } : {}) },
      network: networkPart(schedule.network),
      busyPoll: { client: schedule.busyPolled, server: last?.busyPoll ?? false },
      ends: { client: watch.stop(), server: last?.end ?? null },
      validity,
    }
  }
  try {
    const request = { request: 'udp', direction: 'echo', payload, busyPoll } as const
    const last = await withUdpLink(session, request, async (link) => {
      await ready()
      await link.start()
      await run.measure(link)
      link.say({ stop: true })
      const answer = await link.answers.next(within(session.channel.answerTime))
      if (answer.echoed !== undefined) return answer
      throw unexpectedAnswer(session.channel.name, JSON.stringify(answer), 'the end of a flow')
    })
    return withNotSent(judged(measured(last), schedule.missed), run)
  } catch (error) {
    const sent = schedule.rtts.length + schedule.lost
    throw cutOff(
      error,
      answeredSoFar(schedule, count),
      sent > 0 ? (validity) => measured(null, validity) : null,
    )
  } finally {
    watch.stop()
    schedule.stop()
  }
}

const NOT_TOLD = 'The server has not yet reported which probes it received.'

/** Probes that this kernel refused are a fault of this host, which the figures do not show. */
function withNotSent(
  measurement: LatencyMeasurement,
  { schedule, refusal }: UdpProbeRun,
): LatencyMeasurement {
  if (schedule.notSent === 0) return measurement
  const { payload } = measurement.asked
  const reason = notSentReason('client', counted(schedule.notSent, 'probe'), refusal, payload)
  return { ...measurement, validity: { ok: false, reasons: [reason, ...measurement.validity.reasons] } }
}

/** A lost probe that the server did not receive was lost on the way there, any other on the way back. */
function lostOnEachWay(
  { lost, sent, notSent }: ProbeSchedule,
  seen: number,
): NonNullable<LatencyMeasurement['lostOn']> {
  const upload = Math.min(lost, Math.max(0, sent - notSent - seen))
  return { upload, download: lost - upload }
}

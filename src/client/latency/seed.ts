import { clearTimeout, setTimeout } from '../../host/timers.ts'
import { asError, WyndrvrError } from '../../errors.ts'
import { PROBE_HEADER } from '../../protocol/echo.ts'
import { SEED_REPLY } from '../../protocol/seed.ts'
import type { LatencyMeasurement } from '../../results/types.ts'
import { SampleRecorder } from '../../stats/sample-recorder.ts'
import { summarize } from '../../stats/summary.ts'
import { judgeValidity, showsWaits } from '../../stats/validity.ts'
import type { Channel } from '../wire/channel.ts'
import { nanoseconds } from '../../host/clock.ts'
import { LoopWatch } from '../../host/loop-watch.ts'
import { LOST_IN_A_ROW } from './plan.ts'
import type { LatencyPlan } from './plan.ts'
import { cutOff, COMPLETE } from '../partial.ts'
import { seedCannot } from '../session.ts'
import { ReplyReader } from '../wire/reply.ts'
import { partOf } from '../../text/count.ts'
import { limitText } from '../../text/time.ts'

/**
 * Closed-loop latency in the seed dialect: each probe is sent when the one before was answered or timed out.
 * @throws {WyndrvrError} its `measurement` is what was measured until then
 */
export async function measureSeedLatency(channel: Channel, plan: LatencyPlan): Promise<LatencyMeasurement> {
  const { count, duration, timeout } = plan
  if (plan.interval !== null || plan.payload !== PROBE_HEADER) {
    throw seedCannot('interval and payload need', channel)
  }
  plan.onBegin?.()
  const startedAt = nanoseconds()
  const watch = new LoopWatch()
  const enough = (): boolean =>
    count === null ? (nanoseconds() - startedAt) / 1e6 >= (duration ?? 0) : sent === count
  const samples: number[] = []
  const recorder = plan.samples ? new SampleRecorder() : null
  let sent = 0
  const measured = (validity = COMPLETE): LatencyMeasurement => ({
    kind: 'latency',
    client: 1,
    asked: { count, duration, interval: null, payload: SEED_REPLY.pong.length, timeout, busyPoll: false },
    loop: 'closed',
    transport: 'tcp',
    sent,
    received: samples.length,
    lost: sent - samples.length,
    lostOn: null,
    duplicates: null,
    ...summarize(samples, sent - samples.length),
    ...(recorder && { samples: recorder.samples() }),
    network: null,
    busyPoll: { client: false, server: false },
    ends: { client: watch.stop(), server: null },
    validity,
  })
  let timer: NodeJS.Timeout | undefined
  try {
    await channel.run<void>(({ socket, done, fail }) => {
      const reply = new ReplyReader(channel.name, SEED_REPLY.pong)
      let sentAt = 0
      let lostInARow = 0
      // The dialect has no numbers but answers in order. This many answers belong to probes that timed out.
      let overdue = 0
      const probe = (): void => {
        if (enough()) {
          channel.dropOverdue(SEED_REPLY.pong.repeat(overdue).slice(reply.begun))
          return done()
        }
        sent += 1
        timer = setTimeout(onTimeout, timeout)
        sentAt = nanoseconds()
        socket.write('PING')
      }
      const tell = (rtt: number | null): void => {
        recorder?.add(sent - 1, sentAt - startedAt, rtt === null ? null : rtt * 1e6)
        try {
          plan.onProbe?.({ number: sent, count, rtt })
        } catch (error) {
          fail(asError(error))
        }
      }
      const onTimeout = (): void => {
        overdue += 1
        lostInARow += 1
        tell(null)
        if (lostInARow < LOST_IN_A_ROW) return probe()
        const sentence = `${channel.name} answered none of the last ${lostInARow} probes within ${limitText(timeout)} each. Check the server and the path, or raise the timeout.`
        fail(new WyndrvrError('ERR_WYNDRVR_TIMEOUT', sentence))
      }
      const onReply = (arrivedAt: number): void => {
        if (overdue > 0) {
          overdue -= 1
          return
        }
        clearTimeout(timer)
        lostInARow = 0
        const rtt = (arrivedAt - sentAt) / 1e6
        samples.push(rtt)
        tell(rtt)
        probe()
      }
      probe()
      return (length, buffer) => {
        const arrivedAt = nanoseconds()
        for (let used = 0; used < length;) {
          const taken = reply.read(length - used, buffer.subarray(used))
          if (taken === null) return
          used += taken
          onReply(arrivedAt)
        }
      }
    })
    return measured(
      judgeValidity({
        client: watch.stop(),
        server: null,
        ...(showsWaits(summarize(samples)) && { waitsIn: 'times' }),
        samples: samples.length,
      }),
    )
  } catch (error) {
    // The probe that was outstanding when the connection broke was neither answered nor timed out.
    if (sent > samples.length && !isTimeout(error)) sent -= 1
    throw cutOff(
      error,
      `${partOf(samples.length, count ?? sent, 'probe')} answered`,
      sent > 0 ? measured : null,
    )
  } finally {
    watch.stop()
    clearTimeout(timer)
  }
}

function isTimeout(error: unknown): boolean {
  return error instanceof WyndrvrError && error.code === 'ERR_WYNDRVR_TIMEOUT'
}

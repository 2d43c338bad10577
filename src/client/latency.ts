import { WyndrvrError } from '../errors.ts'
import { SEED_REPLY } from '../protocol/seed.ts'
import type { LatencyMeasurement } from '../results/types.ts'
import { summarise } from '../stats/summary.ts'
import { milliseconds } from '../units.ts'
import type { Duration } from '../units.ts'
import type { Channel } from './channel.ts'
import { nanoseconds } from './clock.ts'
import { checkWhole } from './options.ts'
import { cutOff, COMPLETE } from './partial.ts'
import { ReplyReader } from './reply.ts'

/** What a latency measurement is asked for. */
export interface LatencyOptions {
  /** Probes, 1 to 1,000,000. Default 10. */
  readonly count?: number
  /** A probe without an answer for so long is lost. Default `'2s'`. */
  readonly timeout?: Duration
  /** Called after every probe with its round-trip time in ms, `null` where it was lost. */
  readonly onProbe?: (probe: Probe) => void
}

/** One probe of a running measurement. */
export interface Probe {
  /** 1 for the first. */
  readonly number: number
  readonly count: number
  readonly rtt: number | null
}

/** So many probes lost one after the other, and the server is taken for dead. */
const LOST_IN_A_ROW = 3

/**
 * Closed-loop latency: each probe goes out when the answer to the one before has come, or is overdue.
 * @throws {WyndrvrError} what was measured until then is in its `measurement`
 */
export async function measureLatency(
  channel: Channel,
  options: LatencyOptions = {},
): Promise<LatencyMeasurement> {
  const { count, timeout } = checkLatency(options)
  const samples: number[] = []
  let sent = 0
  const measured = (validity = COMPLETE): LatencyMeasurement => ({
    kind: 'latency',
    client: 1,
    asked: { count, timeout },
    loop: 'closed',
    sent,
    received: samples.length,
    lost: sent - samples.length,
    ...summarise(samples, sent - samples.length),
    validity,
  })
  let timer: NodeJS.Timeout | undefined
  try {
    await channel.run<void>(({ socket, done, fail }) => {
      const reply = new ReplyReader(channel.name, SEED_REPLY.pong)
      let sentAt = 0
      let lostInARow = 0
      // The dialect numbers nothing, but answers in order: so many answers are to probes given up before.
      let overdue = 0
      const probe = (): void => {
        if (sent === count) {
          channel.dropOverdue(SEED_REPLY.pong.repeat(overdue).slice(reply.begun))
          return done()
        }
        sent += 1
        timer = setTimeout(onTimeout, timeout)
        sentAt = nanoseconds()
        socket.write('PING')
      }
      const tell = (rtt: number | null): void => {
        try {
          options.onProbe?.({ number: sent, count, rtt })
        } catch (error) {
          fail(error instanceof Error ? error : new Error(String(error)))
        }
      }
      const onTimeout = (): void => {
        overdue += 1
        lostInARow += 1
        tell(null)
        if (lostInARow < LOST_IN_A_ROW) return probe()
        const sentence = `${channel.name} answered none of the last ${lostInARow} probes within ${timeout / 1000} s each.`
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
    return measured()
  } catch (error) {
    // A probe that was on its way when the connection broke was neither answered nor given its time.
    if (sent > samples.length && !isTimeout(error)) sent -= 1
    throw cutOff(error, `${samples.length} of ${count} probes were answered`, sent > 0 ? measured : null)
  } finally {
    clearTimeout(timer)
  }
}

/**
 * The options of a latency measurement with their defaults.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE`
 */
export function checkLatency(options: LatencyOptions): { readonly count: number; readonly timeout: number } {
  return {
    count: checkWhole('count', options.count ?? 10, 1, 1_000_000),
    timeout: milliseconds(options.timeout ?? '2s'),
  }
}

function isTimeout(error: unknown): boolean {
  return error instanceof WyndrvrError && error.code === 'ERR_WYNDRVR_TIMEOUT'
}

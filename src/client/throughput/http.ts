import { WyndrvrError } from '../../errors.ts'
import { nanoseconds } from '../../host/clock.ts'
import { LoopWatch } from '../../host/loop-watch.ts'
import { clearTimeout, setTimeout } from '../../host/timers.ts'
import { readUploadAnswer, transferQuery } from '../../protocol/http.ts'
import type { UploadAnswer } from '../../protocol/http.ts'
import type { NativeTransfer, Tally } from '../../protocol/native.ts'
import type { Direction, ThroughputMeasurement } from '../../results/types.ts'
import { OddGap, stallReasons } from '../../stats/odd-gap.ts'
import { timeText } from '../../text/time.ts'
import { Counter } from '../../transfer/counter.ts'
import { IntervalWatch } from '../../transfer/interval-watch.ts'
import { MOST_TLS_WRITE, PayloadSender, rawSendPlan } from '../../transfer/payload-sender.ts'
import { endBeside, openBeside } from '../open-beside.ts'
import type { HttpSession } from '../session.ts'
import { bodyOf, whenGood } from '../wire/http-answer.ts'
import type { HttpLink } from '../wire/http-link.ts'
import type { HttpReply } from '../wire/http-request.ts'
import { bothWays } from './both-ways.ts'
import { keptUpload } from './kept-upload.ts'
import { measureNativeThroughput } from './native.ts'
import type { ThroughputPlan } from './plan.ts'
import { SentCount } from './sent-count.ts'
import { limitTime, LONGEST_END, watchStall } from './stall.ts'
import type { TransferListener, TransferResult } from './transfer.ts'

/** Share of the requested time that a timed download may lack at its end. */
const LACKING = 0.1

const UNKNOWN_TCP = 'TCP counters need the native dialect.'

/**
 * Throughput over HTTP: one request a stream, over HTTP/1.1 each on a connection of its own. A download is counted here, and an upload by
 * the server. Over HTTP/1.1, the connection of a timed download ends with it.
 * @throws {WyndrvrError} its `measurement` is what was measured until then
 */
export async function measureHttpThroughput(
  session: HttpSession,
  direction: Direction,
  plan: ThroughputPlan,
): Promise<ThroughputMeasurement> {
  const links = await session.links(plan.streams)
  return measureOver(links, direction, plan, false).finally(() => endBeside(furtherOf(links)))
}

/**
 * Both directions at once. Over HTTP/2, each has a connection of its own: while a write of Node's HTTP/2 waits, it reads nothing, and two ends
 * that only wait for each other would never go on.
 * @throws {WyndrvrError} its `measurements` are what was measured of each until then
 */
export async function measureHttpBothWays(
  session: HttpSession,
  plan: ThroughputPlan,
): Promise<readonly [download: ThroughputMeasurement, upload: ThroughputMeasurement]> {
  const isShared = session.dialect === 'http2'
  const others = await openBeside(session, isShared ? 1 : plan.streams)
  const up = isShared ? Array.from({ length: plan.streams }, () => others).flat() : others
  const down = await session.links(plan.streams)
  return bothWays(
    [...down, ...others],
    async () => measureOver(down, 'download', plan, true),
    async () => measureOver(up, 'upload', plan, true),
  ).finally(() => endBeside([...furtherOf(down), ...others]))
}

/** Those that the session does not keep. */
function furtherOf([first, ...others]: readonly HttpLink[]): readonly HttpLink[] {
  return others.filter((link) => link !== first)
}

/**
 * One transfer on each of these connections, which may be the same.
 * @param notes gets what makes the figure untrustworthy
 */
export async function measureOver(
  links: readonly HttpLink[],
  direction: Direction,
  plan: ThroughputPlan,
  bidirectional: boolean,
  notes: string[] = [],
): Promise<ThroughputMeasurement> {
  const confirmations: number[] = []
  const stalls: number[] = []
  const streams = links.map((link) => ({
    transfer: async (
      request: NativeTransfer,
      timeout: number,
      listener: TransferListener,
    ): Promise<TransferResult> =>
      httpTransfer(link, request, timeout, listener, { notes, stalls, confirmations }),
  }))
  const measurement = await measureNativeThroughput(streams, direction, plan, bidirectional)
  const { ok, reasons } = measurement.validity
  const seen = [...new Set(notes), ...stallReasons(stalls, links.length)]
  return {
    ...measurement,
    ...(confirmations.length > 0 && { confirmation: Math.max(...confirmations) }),
    unknown: { ...measurement.unknown, tcp: UNKNOWN_TCP },
    validity: { ok: ok && seen.length === 0, reasons: [...seen, ...reasons] },
  }
}

/**
 * One transfer on one connection.
 * @param notes gets what makes its figure untrustworthy
 * @param longestEnd how long (ms) it may last beyond its time, if it has one
 */
export async function httpTransfer(
  link: HttpLink,
  request: NativeTransfer,
  timeout: number,
  listener: TransferListener,
  seen: Seen,
  longestEnd = LONGEST_END,
): Promise<TransferResult> {
  const watch = new LoopWatch()
  const ending: (() => void)[] = []
  try {
    const { end: server, ...result } = await new Promise<Counted>((done, fail) => {
      const onEnd = (end: () => void): void => void ending.push(end)
      const task: HttpTask = { link, request, listener, seen, watch, done, fail, onEnd }
      task.onEnd(watchStall({ socket: link.socket, done, fail }, link.name, timeout))
      task.onEnd(limitTime({ fail }, link.name, request, longestEnd))
      if (request.request === 'download') download(task)
      else upload(task)
    })
    return { ...result, rtts: [], ends: { client: watch.stop(), server } }
  } catch (error) {
    const reason = link.reason(error)
    // What is still on its way must not be taken for the next answer.
    link.destroy(reason)
    throw reason
  } finally {
    watch.stop()
    for (const end of ending) end()
  }
}

/** What was counted, and what the server reported of itself. */
interface Counted extends Omit<TransferResult, 'ends' | 'rtts'> {
  readonly end: UploadAnswer['end'] | null
}

/** What was seen of all streams. */
interface Seen {
  /** Why the figure is not trustworthy. */
  readonly notes: string[]
  /** Times (ms) in which no payload of a stream moved, of those that stalled. */
  readonly stalls: number[]
  /** Times (ms) from the last byte sent to the confirmation. */
  readonly confirmations: number[]
}

/** A running transfer. */
interface HttpTask {
  readonly link: HttpLink
  readonly request: NativeTransfer
  readonly listener: TransferListener
  readonly seen: Seen
  readonly watch: LoopWatch
  readonly done: (counted: Counted) => void
  readonly fail: (error: unknown) => void
  /** Has something done when it is over, however it ends. */
  readonly onEnd: (end: () => void) => void
}

function download({ link, request, listener, seen, watch, done, fail, onEnd }: HttpTask): void {
  const { bytes, seconds, warmup, interval } = request
  const counter = new Counter(request)
  const { onInterval } = listener
  const intervals =
    onInterval &&
    new IntervalWatch(counter, (_, arrived) => {
      onInterval(arrived)
      return true
    })
  onEnd(() => intervals?.stop())
  listener.onProgress(() => counter.soFar())
  // The server tells nothing of itself.
  const gaps = new OddGap()
  const startedAt = nanoseconds()
  const finish = (tally: Tally): void => {
    const stall = gaps.stall()
    if (stall !== null) seen.stalls.push(stall)
    done({ tally, startedAt: counter.startedAt, serverCpu: null, end: null })
  }
  const question = {
    method: 'GET',
    path: 'download',
    query: transferQuery({
      bytes,
      seconds,
      warmup: bytes === null ? warmup : 0,
      interval,
      rate: request.rate,
    }),
  } as const
  let isOver = false
  const stop = link.payload(question, {
    took: (length) => {
      if (isOver) return
      const isFirst = counter.total === 0
      const arrivedAt = nanoseconds()
      gaps.moved((arrivedAt - startedAt) / 1e6, watch.takeDelay())
      const isComplete = counter.add(length, arrivedAt)
      if (isFirst) intervals?.start()
      if (isComplete && bytes === null) {
        isOver = true
        finish(counter.tally())
        stop()
      } else if (bytes !== null && counter.total > bytes) fail(otherAmount(link, counter.total, bytes))
    },
    ended: () => {
      if (isOver) return
      const { elapsed } = counter.soFar()
      const took = (nanoseconds() - startedAt) / 1e9
      const lacks = seconds !== null && (counter.total === 0 || took < (warmup + seconds) * (1 - LACKING))
      if (lacks && request.rate === null) {
        const sentence = `${link.name}, or something before it, ended the download ${timeText((seconds ?? 0) * 1000 - elapsed / 1e6)} early. Does a proxy limit how long an answer takes?`
        fail(new WyndrvrError('ERR_WYNDRVR_LOST', sentence))
      } else if (bytes !== null && counter.total !== bytes) fail(otherAmount(link, counter.total, bytes))
      // The server ends by its own clock: on a busy machine, this end may have begun to count later.
      else finish(request.rate === null ? counter.soFar() : counter.tally())
    },
    failed: fail,
  })
}

function upload({ link, request, listener, seen, done, fail, onEnd }: HttpTask): void {
  const { bytes, seconds, warmup, interval, rate, block } = request
  const asked = link.request({
    method: 'POST',
    path: 'upload',
    query: transferQuery({ bytes: null, seconds, warmup, interval, rate }),
    length: bytes,
  })
  let startedAt = 0
  let sentAt: number | null = null
  let sender: PayloadSender | null = null
  const confirm = async (answer: HttpReply): Promise<Counted> => {
    const answeredAt = nanoseconds()
    const confirmed = readUploadAnswer((await bodyOf(answer.body)).toString('utf8'))
    // The answer to an amount may be read before its last write is known to be complete.
    if (bytes === null ? sentAt === null : (sender?.written ?? 0) < bytes) throw early(link)
    const sending = ((sentAt ?? answeredAt) - startedAt) / 1e9
    // The answer may arrive before the last write is known to be complete.
    const confirmation = Math.max(0, answeredAt - (sentAt ?? answeredAt)) / 1e9
    seen.confirmations.push(confirmation * 1000)
    seen.notes.push(...keptUpload({ sending, confirmation, received: confirmed.seconds }))
    // On this clock, the server's time ended at the latest when its answer arrived.
    const countedFrom = answeredAt - confirmed.tally.elapsed
    return { tally: confirmed.tally, startedAt: countedFrom, serverCpu: confirmed.cpu, end: confirmed.end }
  }
  const settle = async (answer: HttpReply): Promise<void> => {
    try {
      done(await confirm(answer))
    } catch (error) {
      fail(error)
    }
  }
  whenGood(asked, link.name, fail, (answer) => void settle(answer))
  asked.sent(() => {
    startedAt = nanoseconds()
    const most = link.secured === null ? block : Math.min(block, MOST_TLS_WRITE)
    const end = (): void => {
      sentAt = nanoseconds()
      asked.body.end()
    }
    const sending = new PayloadSender(asked.body, rawSendPlan(most, rate, bytes), end)
    const sent = new SentCount(link.socket, sending, request)
    sender = sending
    listener.onProgress(() => sent.tally())
    onEnd(() => {
      sending.close()
      sent.close()
    })
    if (seconds === null) return
    const stop = (): void => {
      sending.close()
      end()
    }
    const timer = setTimeout(stop, (warmup + seconds) * 1000)
    onEnd(() => clearTimeout(timer))
  })
}

function otherAmount(link: HttpLink, got: number, asked: number): WyndrvrError {
  const sentence = `${link.name} sent ${got} bytes, but ${asked} were requested.`
  return new WyndrvrError('ERR_WYNDRVR_PROTOCOL', sentence)
}

function early(link: HttpLink): WyndrvrError {
  const sentence = `${link.name} answered the upload before all of it was sent.`
  return new WyndrvrError('ERR_WYNDRVR_PROTOCOL', sentence)
}

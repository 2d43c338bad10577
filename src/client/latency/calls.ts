import { isPromise } from 'node:util/types'

import { checkOptions, usageError } from '../../check.ts'
import type { OptionNames } from '../../check.ts'
import { messageOf, WyndrvrError } from '../../errors.ts'
import { nanoseconds } from '../../host/clock.ts'
import { LoopWatch } from '../../host/loop-watch.ts'
import { setImmediate } from '../../host/timers.ts'
import type { LatencyMeasurement } from '../../results/types.ts'
import { milliseconds } from '../../units.ts'
import type { Duration } from '../../units.ts'
import { COMPLETE, cutOff } from '../partial.ts'
import { judged, probeFigures } from './probe-figures.ts'
import { latencyPlan } from './plan.ts'
import type { LatencyOptions, LatencyPlan } from './plan.ts'
import { ProbeSchedule } from './probe-schedule.ts'
import { limitText } from '../../text/time.ts'

/** Makes one call, which lasts until its promise settles. It failed if the function throws or the promise rejects. */
export type Call = (context: CallContext) => unknown

/** What a call is told. */
export interface CallContext {
  /** 1 for the first call of a measurement. */
  readonly number: number
  /** Aborted when the call times out or the measurement ends: pass it on, so that nothing runs on. */
  readonly signal: AbortSignal
}

/** Options of a measurement of calls. */
export interface CallOptions extends Pick<LatencyOptions, 'count' | 'duration' | 'samples'> {
  /**
   * Time from one call to the next, at least `'0.1ms'`. With it, calls are made on a schedule (open loop), finished or not,
   * and timed from when they were due. Without it, each call waits for the end of the one before (closed loop).
   */
  readonly interval?: Duration | undefined
  /** Timeout of a call, which then has failed. Default `'2s'`. */
  readonly timeout?: Duration | undefined
  /** Time for calls that are made first and not recorded, at least one; 0 for none. Default `'50ms'`. */
  readonly warmup?: Duration | undefined
  /** Name for reports: `'GET /health'`. Default: that of the function, or `'call'`. */
  readonly name?: string | undefined
}

/** Names of the options of a measurement of calls. */
export const CALL_OPTIONS: OptionNames<CallOptions> = {
  count: true,
  duration: true,
  interval: true,
  timeout: true,
  warmup: true,
  name: true,
  samples: true,
}

/** The options with their defaults. */
export interface CallPlan {
  readonly call: Call
  readonly name: string
  readonly latency: LatencyPlan
  /** `null` for none. */
  readonly warmup: LatencyPlan | null
}

/** Characters of a name, and of the sentence of an error, that a document keeps. */
const LONGEST_NAME = 100
const LONGEST_SENTENCE = 300

/**
 * Checks the options and fills in their defaults.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE`
 */
export function callPlan(call: Call, options: CallOptions = {}): CallPlan {
  if (typeof call !== 'function') {
    const got = isPromise(call) ? 'a promise' : String(call)
    throw usageError(
      `measure needs a function that makes one call, got ${got}. Write measure(async () => …).`,
    )
  }
  checkOptions('measure', options, CALL_OPTIONS)
  const { warmup = '50ms', name = call.name, count, duration, interval, timeout, samples } = options
  const time = milliseconds(warmup)
  return {
    call,
    name: (name === '' ? 'call' : name).slice(0, LONGEST_NAME),
    latency: { ...latencyPlan({ count, duration, interval, timeout, samples, busyPoll: false }), payload: 0 },
    warmup: time === 0 ? null : latencyPlan({ duration: Math.max(1, time), timeout, busyPoll: false }),
  }
}

/**
 * Times calls of a function, after a warm-up. A call that fails counts as lost.
 * @throws {WyndrvrError} `ERR_WYNDRVR_CALL` if all calls failed, or `ERR_WYNDRVR_ABORTED`; its `measurement` is what was
 * measured until then
 */
export async function measureCalls(plan: CallPlan, signal: AbortSignal): Promise<LatencyMeasurement> {
  if (plan.warmup !== null) await new CallRun(plan.call, plan.warmup).toEnd(signal)
  const run = new CallRun(plan.call, plan.latency)
  const { schedule } = run
  const { count, duration, interval, payload, timeout } = plan.latency
  const watch = new LoopWatch()
  const measured = (validity = COMPLETE): LatencyMeasurement => ({
    kind: 'latency',
    client: 1,
    asked: { count, duration, interval, payload, timeout, busyPoll: false },
    loop: interval === null ? 'closed' : 'open',
    transport: 'call',
    call: { name: plan.name, failure: run.failure },
    ...probeFigures(schedule),
    network: null,
    busyPoll: { client: false, server: false },
    ends: { client: watch.stop(), server: null },
    validity,
  })
  try {
    await run.toEnd(signal)
    if (schedule.rtts.length === 0) throw run.allFailed()
    return judged(measured(), schedule.missed)
  } catch (error) {
    const ended = schedule.rtts.length + schedule.lost
    throw cutOff(error, `${ended} calls had ended`, ended > 0 ? measured : null)
  } finally {
    watch.stop()
  }
}

/** Makes the calls of a schedule. */
class CallRun {
  readonly schedule: ProbeSchedule
  /** The first sentence of the first error; `null` without one. */
  failure: string | null = null
  #cause: unknown = null
  readonly #call: Call
  readonly #plan: LatencyPlan
  readonly #running = new Map<number, AbortController>()

  constructor(call: Call, plan: LatencyPlan) {
    this.#call = call
    this.#plan = plan
    this.schedule = new ProbeSchedule(plan)
  }

  /** Resolves when every call has ended or timed out. */
  async toEnd(signal: AbortSignal): Promise<void> {
    const stop = (): void => this.schedule.fail(stopped())
    signal.addEventListener('abort', stop)
    try {
      if (signal.aborted) throw stopped()
      await new Promise<void>((resolve, reject) => {
        this.schedule.start({
          send: (sequence) => void this.#make(sequence),
          onLost: (sequence) => this.#giveUp(sequence),
          onDone: resolve,
          onFail: reject,
        })
      })
    } finally {
      signal.removeEventListener('abort', stop)
      this.schedule.stop()
      for (const running of this.#running.values()) running.abort()
    }
  }

  /** The error if no call succeeded. */
  allFailed(): WyndrvrError {
    const sentence = `All ${this.schedule.lost} calls failed, the first one with: ${this.failure}`
    return new WyndrvrError('ERR_WYNDRVR_CALL', sentence, { cause: this.#cause })
  }

  async #make(sequence: number): Promise<void> {
    const running = new AbortController()
    this.#running.set(sequence, running)
    try {
      await this.#call({ number: sequence + 1, signal: running.signal })
      const endedAt = nanoseconds()
      this.#settle(sequence, () => this.schedule.take(sequence, endedAt, 0))
    } catch (error) {
      this.#note(error, firstSentence(error))
      this.#settle(sequence, () => this.schedule.lose(sequence))
    }
  }

  /** The next call begins in a turn of its own: calls that never wait would keep timers and sockets waiting. */
  #settle(sequence: number, tell: () => void): void {
    this.#running.delete(sequence)
    setImmediate(() => {
      if (this.schedule.running) tell()
    })
  }

  /** A call that is still running when it is lost has timed out. */
  #giveUp(sequence: number): void {
    const running = this.#running.get(sequence)
    if (running === undefined) return
    this.#running.delete(sequence)
    this.#note(null, `It took longer than ${limitText(this.#plan.timeout)}.`)
    running.abort()
  }

  #note(cause: unknown, sentence: string): void {
    if (this.failure !== null) return
    this.failure = sentence
    this.#cause = cause
  }
}

function stopped(): WyndrvrError {
  return new WyndrvrError('ERR_WYNDRVR_ABORTED', 'The measurement of calls was stopped.')
}

function firstSentence(error: unknown): string {
  const message = messageOf(error).trim()
  const [, first = message] = /^(.+?[.!?])(?=\s|$)|^.+/.exec(message) ?? []
  const line = (first.split('\n')[0] ?? '').trim()
  return line === '' ? 'An error without a message.' : line.slice(0, LONGEST_SENTENCE)
}

import { asError, WyndrvrError } from '../../errors.ts'
import { nanoseconds } from '../../host/clock.ts'
import { clearTimeout, setTimeout } from '../../host/timers.ts'
import { LAST_PROBE, readSequence, readTurnaround, writeProbe } from '../../protocol/echo.ts'
import type { NativeAnswer } from '../../protocol/native.ts'
import type { EndFacts } from '../../results/types.ts'
import { AnswerReader } from '../wire/ask.ts'
import { unexpectedAnswer } from '../wire/unexpected-answer.ts'
import type { Channel, Receiver, Task } from '../wire/channel.ts'
import type { LatencyPlan } from './plan.ts'
import { ProbeSchedule } from './probe-schedule.ts'
import { failIfSilent } from './silence.ts'
import { limitText } from '../../text/time.ts'

/** What a run needs of the connection that carries its probes. */
type ProbeChannel = Pick<Channel, 'name' | 'answerTime'>

/** A line begins with a brace; a probe's first byte, of a number below a million, is 0. */
const BRACE = 0x7b

/** Sends a schedule's probes on a TCP connection, and reads their answers. */
export class ProbeRun {
  readonly schedule: ProbeSchedule
  readonly transport = 'tcp'
  readonly #channel: ProbeChannel
  readonly #plan: LatencyPlan
  readonly #line: AnswerReader
  readonly #probe: Buffer
  /** The beginning of an answer whose rest has not arrived. */
  readonly #frame: Buffer
  #have = 0
  #inLine = false
  /** The server's last word; `null` before it. */
  #last: NativeAnswer | null = null
  #patience: NodeJS.Timeout | undefined

  constructor(channel: ProbeChannel, plan: LatencyPlan) {
    this.#channel = channel
    this.#plan = plan
    this.schedule = new ProbeSchedule(plan)
    this.#line = new AnswerReader(channel.name)
    this.#probe = Buffer.alloc(plan.payload)
    this.#frame = Buffer.alloc(plan.payload)
  }

  /** Which ends busy-polled. */
  get busyPoll(): { readonly client: boolean; readonly server: boolean } {
    return { client: this.schedule.busyPolled, server: this.#last?.busyPoll ?? false }
  }

  /** What the server saw of itself; `null` if it did not tell. */
  get serverEnd(): EndFacts | null {
    return this.#last?.end ?? null
  }

  /** Sends the first probe. What is returned takes the answers, the server's last word included. */
  begin(task: Task<void>): Receiver {
    const send = (sequence: number): void => {
      // What the kernel has not taken yet must not be overwritten. Usually it takes a probe at once.
      const probe = task.socket.writableLength === 0 ? this.#probe : Buffer.from(this.#probe)
      writeProbe(probe, sequence)
      task.socket.write(probe)
    }
    this.schedule.start({
      send,
      onLost: () => failIfSilent(this.schedule, this.#channel.name, this.#plan.timeout),
      onDone: () => {
        send(LAST_PROBE)
        this.#awaitLast(task)
      },
      onFail: (error) => task.fail(asError(error)),
    })
    return (length, buffer) => this.#receive(length, buffer, task)
  }

  /** Sends no more probes, and waits for no answer. Idempotent. */
  stop(): void {
    this.schedule.stop()
    clearTimeout(this.#patience)
  }

  /** The server's last word ends the exchange. */
  #awaitLast({ fail }: Task<void>): void {
    const { name, answerTime } = this.#channel
    const sentence = `${name} did not end the exchange of probes within ${limitText(answerTime)}. Check the server and the path, or raise the timeout.`
    const onTimeout = (): void => fail(new WyndrvrError('ERR_WYNDRVR_TIMEOUT', sentence))
    this.#patience = setTimeout(onTimeout, answerTime)
  }

  #receive(length: number, buffer: Buffer, task: Task<void>): void {
    const arrivedAt = nanoseconds()
    let at = 0
    while (at < length) {
      if (this.#inLine || (this.#have === 0 && buffer[at] === BRACE)) {
        this.#inLine = true
        this.#readLine(length - at, buffer.subarray(at), task)
        return
      }
      const end = Math.min(length, at + this.#frame.length - this.#have)
      const taken = buffer.copy(this.#frame, this.#have, at, end)
      at += taken
      this.#have += taken
      if (this.#have < this.#frame.length) return
      this.#have = 0
      this.schedule.take(readSequence(this.#frame, 0), arrivedAt, readTurnaround(this.#frame, 0))
    }
  }

  #readLine(length: number, buffer: Buffer, task: Task<void>): void {
    const read = this.#line.read(length, buffer)
    if (read === null) return
    if (this.schedule.running)
      throw unexpectedAnswer(this.#channel.name, buffer.toString('latin1', 0, length), 'a probe')
    this.#last = read.answer
    task.done()
  }
}

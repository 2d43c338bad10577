import { performance } from '../host/clock.ts'
import { commandText, endedWhen, lastWords, startConversation } from '../host/command.ts'
import type { Conversation } from '../host/command.ts'
import { after, clearTimeout, setImmediate, setTimeout } from '../host/timers.ts'
import { WyndrvrError } from '../errors.ts'
import type { ErrorCode } from '../errors.ts'
import {
  AGENT_VERSION,
  agentGreetingSchema,
  agentLine,
  agentReportSchema,
  agentVersionSchema,
  MOST_GREETING,
  MOST_REPORT,
} from '../protocol/agent.ts'
import type { AgentGreeting, AgentOrder, AgentReport } from '../protocol/agent.ts'
import { readJson } from '../protocol/native.ts'
import { limitText } from '../text/time.ts'
import { VERSION } from '../version.ts'
import { agentWords } from './agent-words.ts'
import { BoundedLines } from './bounded-lines.ts'

/** An order before it has an id. */
export type Request = WithoutId<AgentOrder>
type WithoutId<T> = T extends unknown ? Omit<T, 'id'> : never

/** What an agent reports about an order. */
export type Done = Extract<AgentReport, { report: 'done' }>
export type Progress = Extract<AgentReport, { report: 'waiting' | 'probes' | 'interval' | 'ready' }>

/** An order that was given. */
export interface Given {
  readonly id: number
  readonly done: Promise<Done>
}

/** How to start an agent. */
export interface AgentStart {
  /** Time (ms) in which it must be ready. */
  readonly patience?: number
  /** Gives up. */
  readonly signal?: AbortSignal | undefined
}

/** Time (ms) to start: the command may have to download the program first. */
const START_TIME = 30_000

/** Time (ms) without a word from an agent after which it counts as dead, beyond the timeout of its connections. */
const SILENCE = 5000

/** Time (ms) for an agent to end after its input has ended. It may have to say goodbye to a server. */
const END_TIME = 2000

/** Time (ms) for the last output of a program that has ended to arrive. */
const LAST_WORDS = 200

/**
 * Starts an agent, and resolves when it is ready for orders.
 * @param words of the command; none for an agent on this machine
 */
export async function startAgent(
  words: readonly string[],
  { patience = START_TIME, signal }: AgentStart = {},
): Promise<AgentProcess> {
  const agent = new AgentProcess(agentWords(words))
  try {
    await agent.ready(patience, signal)
    return agent
  } catch (error) {
    await agent.close()
    throw error
  }
}

interface Waiting {
  readonly order: AgentOrder['order']
  /** The longest time (ms) that it may take, and when that is over. */
  readonly most: number
  readonly until: number
  readonly hear: (report: Progress) => void
  readonly resolve: (done: Done) => void
  readonly reject: (error: Error) => void
}

/** A process elsewhere that measures what it is ordered to. */
export class AgentProcess implements AsyncDisposable {
  /** As messages call it. */
  readonly name: string
  readonly #program: Conversation
  readonly #lines: BoundedLines
  readonly #waiting = new Map<number, Waiting>()
  readonly #ready: Promise<void>
  #onReady: () => void = () => undefined
  #onUnready: (error: Error) => void = () => undefined
  #greeted: AgentGreeting | null = null
  #lastId = 0
  #silence = SILENCE
  #heardAt = performance.now()
  #timer: NodeJS.Timeout | undefined
  #failed: Promise<WyndrvrError> | null = null
  #closing: Promise<void> | null = null

  constructor(words: readonly string[]) {
    this.name = `The agent '${commandText(words)}'`
    this.#ready = new Promise((resolve, reject) => {
      this.#onReady = resolve
      this.#onUnready = reject
    })
    // It may fail before anybody waits for it.
    this.#ready.catch(() => undefined)
    this.#lines = new BoundedLines(
      MOST_GREETING,
      (line) => this.#read(line),
      (beginning) => this.#babbles(beginning),
    )
    this.#program = startConversation(words)
    this.#program.output?.on('data', (bytes: Buffer) => this.#lines.take(bytes))
    void this.#watchEnd()
  }

  /** Facts about its machine and process. */
  get host(): AgentGreeting['host'] {
    if (this.#greeted === null) throw new Error('The agent is not ready.')
    return this.#greeted.host
  }

  /** Waits until it is ready. */
  async ready(patience: number, signal: AbortSignal | undefined): Promise<void> {
    const onAbort = (): void => this.#fail('ERR_WYNDRVR_ABORTED', 'was stopped before it was ready')
    const timer = setTimeout(() => {
      this.#fail('ERR_WYNDRVR_TIMEOUT', `was not ready after ${limitText(patience)}`)
    }, patience)
    signal?.addEventListener('abort', onAbort, { once: true })
    if (signal?.aborted) onAbort()
    try {
      await this.#ready
    } finally {
      clearTimeout(timer)
      signal?.removeEventListener('abort', onAbort)
    }
  }

  /**
   * Gives it an order.
   * @param most time (ms) in which it must be done
   * @param hear called with what it reports before the order is done
   */
  order(request: Request, most: number, hear: (report: Progress) => void = () => undefined): Given {
    this.#lastId += 1
    const id = this.#lastId
    const done = new Promise<Done>((resolve, reject) => {
      if (this.#failed !== null) return void this.#failed.then(reject)
      if (this.#closing !== null) return reject(this.#closed())
      this.#heardAt = performance.now()
      this.#waiting.set(id, {
        order: request.order,
        most,
        until: this.#heardAt + most,
        hear,
        resolve,
        reject,
      })
      this.#program.input?.write(agentLine({ id, ...request }))
      this.#watchSilence()
    })
    return { id, done }
  }

  /** Lets it be silent for as long as a connection's timeout, and a little longer. */
  allowSilence(timeout: number): void {
    this.#silence = Math.max(this.#silence, timeout + SILENCE)
  }

  /** The error for a report that does not fit the order. Ends the agent. */
  async broken(problem: string): Promise<WyndrvrError> {
    this.#fail('ERR_WYNDRVR_PROTOCOL', problem)
    return this.#failed ?? this.#closed()
  }

  /** Ends its input, and with it the agent. Idempotent; never throws. */
  async close(): Promise<void> {
    this.#closing ??= this.#close()
    await this.#closing
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  async #close(): Promise<void> {
    this.#settle(this.#closed())
    this.#program.input?.end()
    await Promise.race([this.#program.ended, after(END_TIME, undefined, { ref: false })])
    await this.#program.stop()
  }

  #read(line: string): void {
    if (this.#failed !== null) return
    this.#heardAt = performance.now()
    try {
      if (this.#greeted === null) this.#greet(line)
      else this.#take(readJson(agentReportSchema, line, 'line'))
    } catch (error) {
      if (!(error instanceof WyndrvrError)) throw error
      this.#babbles(line)
    }
  }

  #greet(line: string): void {
    const { agent, version } = readJson(agentVersionSchema, line, 'first line')
    if (agent !== AGENT_VERSION) {
      const theirs = `is of wyndrvr ${version}, which speaks version ${agent} of the agent's protocol, and this is wyndrvr ${VERSION}, which speaks version ${AGENT_VERSION}. Use the same version at both ends`
      return this.#fail('ERR_WYNDRVR_PROTOCOL', theirs)
    }
    this.#greeted = readJson(agentGreetingSchema, line, 'first line')
    this.#lines.most = MOST_REPORT
    this.#onReady()
  }

  #take(report: AgentReport): void {
    if (report.report === 'alive') return
    const waiting = this.#waiting.get(report.id)
    if (waiting === undefined) return
    if (report.report !== 'done' && report.report !== 'failed') return waiting.hear(report)
    this.#waiting.delete(report.id)
    if (report.report === 'done') return waiting.resolve(report)
    const { code, message, measurements } = report
    waiting.reject(new WyndrvrError(code, message, { measurements }))
  }

  #babbles(line: string): void {
    const shown = JSON.stringify(line.trimEnd().slice(0, 100))
    const what = `printed ${shown} on standard output, where an agent prints only its reports`
    this.#fail('ERR_WYNDRVR_PROTOCOL', what)
  }

  async #watchEnd(): Promise<void> {
    const { ended, closed, output } = this.#program
    const silent = new Promise<void>((resolve) => void output?.once('close', resolve))
    await Promise.race([ended, silent])
    // Its last reports may still be on their way.
    await Promise.race([closed, after(LAST_WORDS)])
    const when = this.#greeted === null ? 'before it was ready' : 'while it was in use'
    this.#fail('ERR_WYNDRVR_WORKER', endedWhen(this.#program.end() ?? 'closed its standard output', when))
  }

  #watchSilence(): void {
    clearTimeout(this.#timer)
    if (this.#waiting.size === 0) return
    const ends = [...this.#waiting.values()].map(({ until }) => until)
    const left = Math.min(this.#heardAt + this.#silence, ...ends) - performance.now()
    this.#timer = setTimeout(() => void this.#checkSilence(), Math.max(1, left))
  }

  async #checkSilence(): Promise<void> {
    // If this process was stopped or busy, the agent's lines have waited longer than it was silent.
    for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve))
    const now = performance.now()
    const late = [...this.#waiting.values()].find(({ until }) => now >= until)
    if (this.#waiting.size > 0 && now - this.#heardAt >= this.#silence)
      this.#fail('ERR_WYNDRVR_TIMEOUT', `was silent for ${limitText(this.#silence)}`)
    else if (late === undefined) this.#watchSilence()
    else {
      const what = `said that it was alive, but had not carried out the order '${late.order}' after ${limitText(late.most)}`
      this.#fail('ERR_WYNDRVR_TIMEOUT', what)
    }
  }

  /** @param what it did, to continue a sentence that begins with its name */
  #fail(code: ErrorCode, what: string): void {
    if (this.#failed !== null || this.#closing !== null) return
    this.#failed = this.#explained(code, what)
    void this.#failed.then((error) => this.#settle(error))
  }

  async #explained(code: ErrorCode, what: string): Promise<WyndrvrError> {
    await this.#program.stop()
    await Promise.race([this.#program.closed, after(LAST_WORDS)])
    return new WyndrvrError(code, `${this.name} ${what}.${lastWords(this.#program)}`)
  }

  #settle(error: WyndrvrError): void {
    clearTimeout(this.#timer)
    this.#onUnready(error)
    for (const { reject } of this.#waiting.values()) reject(error)
    this.#waiting.clear()
  }

  #closed(): WyndrvrError {
    return new WyndrvrError('ERR_WYNDRVR_ABORTED', `${this.name} was ended by this process.`)
  }
}

import { performance } from '../host/clock.ts'
import { after, timeoutSignal } from '../host/timers.ts'
import { formatHostPort } from '../address.ts'
import { proxyName } from '../client/wire/proxy.ts'
import { messageOf, WyndrvrError } from '../errors.ts'
import { cpuTime } from '../host/cpu-time.ts'
import type { CpuTime } from '../host/cpu-time.ts'
import { dial } from '../host/dial.ts'
import type { ComparisonArm, HostFacts, Target } from '../results/types.ts'
import { plannedSecondsText } from '../text/time.ts'
import type { Placer } from '../host/placer.ts'
import { commandText, endedWhen, lastWords } from '../host/command.ts'
import type { Command } from '../host/command.ts'
import type { ArmClient } from './burst.ts'
import type { ServerArmPlan } from './arm-plan.ts'
import type { ClientSeat } from './client-seats.ts'
import type { ComparePlan } from './plan.ts'

/** Start timeout of a command (s), if the budget is not shorter. */
const START_TIME = 15

/** Pause between two connection attempts to a starting server, ms. */
const ATTEMPT_PAUSE = 25
/** Default timeout of each of these attempts, ms. */
const ATTEMPT_TIME = 2000

/** Time (ms) until a stopped command's port is free: a container runtime may hold it a little longer. */
const FREEING_TIME = 2000

/** Default connection timeout once the server has answered, ms. */
const CONNECT_TIME = 5000

/** One of the arms. */
export interface Side {
  /** Its entry in the document. */
  readonly facts: ComparisonArm
  /** What it measures, as it was addressed, with dialect and mode once it has answered. */
  readonly target: Target
  /** The server's machine; `null` if unknown. */
  readonly server: HostFacts | null
  /** Whether it has a process that can be restarted: its program's, or its client's. */
  readonly restarts: boolean
  /** Where its client is. */
  readonly seat: ClientSeat
  /** Its round-trip time (s), 0 until it is measured. */
  roundTrip: number
  /** Starts what it starts, and waits until it answers. */
  start(): Promise<void>
  /** Ends what it started. Never throws. */
  stop(): Promise<void>
  connect(): Promise<ArmClient>
  /** The CPU time that its program has used so far; `null` if unknown. */
  cpuTime(): CpuTime | null
  /** The error of a measurement, explained by what it knows. */
  explained(failure: unknown): Promise<unknown>
}

/** A server: its command, if it has one, and connections to it. */
export class ServerArm implements Side {
  readonly #plan: ServerArmPlan
  readonly #startTime: number
  readonly #timeout: number | undefined
  readonly #signal: AbortSignal
  readonly #placer: Placer
  readonly seat: ClientSeat
  roundTrip = 0
  #command: Command | null = null
  #target: Target
  #server: HostFacts | null = null
  #started = false

  /**
   * @param run the time budget of the whole comparison (s), and the timeout (ms) if the defaults do not apply
   * @param signal aborts everything it waits for
   * @param placer places its command
   * @param seat opens its connections
   */
  constructor(
    plan: ServerArmPlan,
    { budget, timeout }: Pick<ComparePlan, 'budget' | 'timeout'>,
    signal: AbortSignal,
    placer: Placer,
    seat: ClientSeat,
  ) {
    this.#plan = plan
    this.#target = { host: plan.host, port: plan.port, dialect: null, mode: null }
    this.#startTime = Math.min(START_TIME, budget)
    this.#timeout = timeout
    this.#signal = signal
    this.#placer = placer
    this.seat = seat
  }

  /** Its entry in the document. */
  get facts(): ComparisonArm {
    const { host, port, dialect, tls, url } = this.#target
    const { name, named, command, network, proxy, from } = this.#plan
    const via = proxy === undefined ? null : proxyName(proxy)
    return {
      ...(named && { name }),
      host,
      port,
      dialect,
      command,
      via,
      ...(url === undefined ? {} : { url }),
      ...(network === undefined ? {} : { network }),
      ...(tls === undefined ? {} : { tls }),
      ...(from === null ? {} : { from }),
    }
  }

  /** The server as it was addressed, with its dialect and mode once it has answered. */
  get target(): Target {
    return this.#target
  }

  /** The server's machine; `null` before it has answered and in the seed dialect. */
  get server(): HostFacts | null {
    return this.#server
  }

  /** Whether it has a process that can be restarted: its program's, or its client's. */
  get restarts(): boolean {
    return this.#plan.command !== null || this.seat.restarts
  }

  /** Starts the client's process and the command, if it has them, and waits until the server answers. */
  async start(): Promise<void> {
    await this.seat.start(this.#startTime * 1000, this.#signal)
    const words = this.#plan.command
    if (words === null) {
      await this.#probe(this.#timeout ?? CONNECT_TIME)
      return
    }
    await this.#checkThatNothingListens(this.#started ? FREEING_TIME : 0)
    this.#started = true
    const command = this.#placer.start(() => this.#plan.start(words))
    this.#command = command
    const deadline = performance.now() + this.#startTime * 1000
    for (;;) {
      const failure = await this.#attempt()
      // If it ended, another program answered.
      if (failure === null && command.end() === null) return
      if (command.end() !== null) throw this.#died('before it answered', failure)
      if (performance.now() > deadline) {
        throw this.#error(
          `did not answer at ${this.#address} within ${plannedSecondsText(this.#startTime)}: ${messageOf(failure)}`,
          failure,
        )
      }
      await Promise.race([after(ATTEMPT_PAUSE), command.ended])
    }
  }

  /** Ends its processes, if it has any. Never throws. */
  async stop(): Promise<void> {
    await this.#command?.stop()
    this.#command = null
    await this.seat.stop()
  }

  /** A new connection to it. */
  async connect(): Promise<ArmClient> {
    try {
      return await this.#open(this.#timeout ?? CONNECT_TIME)
    } catch (error) {
      throw await this.explained(error)
    }
  }

  /** The CPU time of its program, with all that it has started; `null` if unknown, and except on Linux. */
  cpuTime(): CpuTime | null {
    const pid = this.#plan.pid ?? this.#command?.pid ?? null
    return pid === null ? null : cpuTime([pid])
  }

  /** The error of a measurement; if the process has ended, the error that says so. */
  async explained(failure: unknown): Promise<unknown> {
    const command = this.#command
    if (command === null || this.#signal.aborted) return failure
    // A connection is lost slightly before the exit of its process is reported.
    await Promise.race([after(200), command.ended])
    return command.end() === null ? failure : this.#died('while it was measured', failure)
  }

  /** `null` if it answers, else why it does not. */
  async #attempt(): Promise<WyndrvrError | null> {
    try {
      await this.#probe(this.#timeout ?? ATTEMPT_TIME)
      return null
    } catch (error) {
      if (!(error instanceof WyndrvrError) || error.code === 'ERR_WYNDRVR_ABORTED') throw error
      return error
    }
  }

  async #probe(timeout: number): Promise<void> {
    const client = await this.#open(timeout)
    await client.close()
  }

  async #open(timeout: number): Promise<ArmClient> {
    const { host, port, url, httpVersion, headers, resolve, proxy, tls, token } = this.#plan
    const server = { host, port, url, httpVersion, headers, resolve }
    const signal = this.#signal
    const dialect = this.#target.dialect ?? 'auto'
    const client = await this.seat.open({ ...server, timeout, dialect, proxy, tls, token, signal })
    this.#target = client.target
    this.#server = client.server
    return client
  }

  /** Otherwise the comparison would measure the program that listens already. */
  async #checkThatNothingListens(patience: number): Promise<void> {
    const deadline = performance.now() + patience
    while (await this.#isTaken()) {
      if (performance.now() >= deadline) throw this.#taken()
      await after(ATTEMPT_PAUSE)
    }
  }

  /** Behind a proxy or from elsewhere, only a server counts: the address is not ours to find, and some proxies accept before they look. */
  async #isTaken(): Promise<boolean> {
    return this.#plan.proxy === undefined && this.seat.here
      ? accepts(this.#plan, this.#timeout ?? ATTEMPT_TIME)
      : (await this.#attempt()) === null
  }

  #taken(): WyndrvrError {
    return this.#error(`was not started: another program is already listening on ${this.#address}`, null)
  }

  #died(when: string, cause: unknown): WyndrvrError {
    return this.#error(endedWhen(this.#command?.end() ?? 'ended', `${when} at ${this.#address}`), cause)
  }

  #error(what: string, cause: unknown): WyndrvrError {
    const last = this.#command === null ? '' : lastWords(this.#command)
    const name = `The ${this.#plan.name} command '${commandText(this.#plan.command ?? [])}'`
    // It may end with a quoted sentence.
    const sentence = `${name} ${/[.?]$/.test(what) ? what : `${what}.`}${last}`
    return new WyndrvrError('ERR_WYNDRVR_WORKER', sentence, { cause })
  }

  get #address(): string {
    return formatHostPort(this.#plan)
  }
}

async function accepts({ host, port }: ServerArmPlan, timeout: number): Promise<boolean> {
  try {
    const socket = await dial({ host, port }, timeoutSignal(timeout))
    socket.on('error', () => undefined).destroy()
    return true
  } catch {
    return false
  }
}

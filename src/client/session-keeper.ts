import { clearTimeout, setTimeout } from '../host/timers.ts'
import { WyndrvrError } from '../errors.ts'
import type { Session } from './session.ts'
import { measuring } from './wire/reach.ts'

/** Timeout (ms) of the server's goodbye, after which the connections are closed without it. */
const GOODBYE_TIME = 500

/**
 * Keeps a client's session, and can close it for a measurement that needs the server to itself: while it is open, a
 * sequential server serves nobody else. It is reopened when it is next needed.
 */
export class SessionKeeper {
  readonly #name: string
  readonly #signal: AbortSignal | undefined
  readonly #reopen: (signal: AbortSignal) => Promise<Session>
  /** Ends what runs without a session, which close() cannot end by ending the session. */
  readonly #closing = new AbortController()
  /** `null` while it is closed. */
  #session: Session | null
  #opening: Promise<Session> | null = null
  #running = 0
  #away = false
  #ended: Promise<void> | null = null

  /**
   * @param name the server as messages call it
   * @param signal the client's own
   */
  constructor(
    name: string,
    session: Session,
    reopen: (signal: AbortSignal) => Promise<Session>,
    signal: AbortSignal | undefined,
  ) {
    this.#name = name
    this.#session = session
    this.#reopen = reopen
    this.#signal = signal
  }

  /** Runs a measurement on the session. */
  async use<T>(run: (session: Session) => Promise<T>): Promise<T> {
    if (this.#away) throw measuring(this.#name)
    this.#running += 1
    try {
      return await run(this.#usable() ?? (await this.#open()))
    } finally {
      this.#running -= 1
    }
  }

  /** Runs a measurement while no session is open. Its signal is aborted with the error that it must fail with. */
  async without<T>(run: (signal: AbortSignal) => Promise<T>): Promise<T> {
    if (this.#away || this.#running > 0) throw measuring(this.#name)
    if (this.#ended !== null) throw this.#closed()
    this.#away = true
    const stop = new AbortController()
    const onAbort = (): void => stop.abort(this.#stopped())
    const onClose = (): void => stop.abort(this.#closed())
    this.#signal?.addEventListener('abort', onAbort, { once: true })
    this.#closing.signal.addEventListener('abort', onClose, { once: true })
    if (this.#signal?.aborted) onAbort()
    try {
      await this.#letGo()
      return await run(stop.signal)
    } finally {
      this.#away = false
      this.#signal?.removeEventListener('abort', onAbort)
      this.#closing.signal.removeEventListener('abort', onClose)
    }
  }

  /** Says goodbye and closes the connections. Idempotent; never throws. */
  async close(): Promise<void> {
    this.#ended ??= this.#close()
    await this.#ended
  }

  /** @throws {WyndrvrError} `ERR_WYNDRVR_ABORTED` once it is being closed */
  checkOpen(): void {
    if (this.#ended !== null) throw this.#closed()
  }

  async #close(): Promise<void> {
    this.#closing.abort()
    await this.#letGo()
  }

  async #letGo(): Promise<void> {
    const session = this.#session ?? (await this.#opening?.catch(() => null))
    this.#session = null
    if (session) await end(session, this.#closed())
  }

  /** The session; `null` if it has to be opened, because what is on the path cut it since the last measurement. */
  #usable(): Session | null {
    if (this.#session?.lostIdle() !== true || this.#running > 1 || this.#ended !== null) return this.#session
    this.#session.destroy(this.#closed())
    this.#session = null
    return null
  }

  async #open(): Promise<Session> {
    if (this.#ended !== null) throw this.#closed()
    this.#opening ??= this.#openNow()
    return this.#opening
  }

  async #openNow(): Promise<Session> {
    const stop = new AbortController()
    const onClose = (): void => stop.abort()
    this.#closing.signal.addEventListener('abort', onClose, { once: true })
    try {
      const signals = [stop.signal, ...(this.#signal ? [this.#signal] : [])]
      this.#session = await this.#reopen(AbortSignal.any(signals))
      return this.#session
    } finally {
      this.#opening = null
      this.#closing.signal.removeEventListener('abort', onClose)
    }
  }

  #closed(): WyndrvrError {
    return new WyndrvrError(
      'ERR_WYNDRVR_ABORTED',
      `The connection to ${this.#name} was closed by this client.`,
    )
  }

  #stopped(): WyndrvrError {
    return new WyndrvrError('ERR_WYNDRVR_ABORTED', `The measurement of ${this.#name} was stopped.`)
  }
}

async function end(session: Session, reason: WyndrvrError): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const patience = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, GOODBYE_TIME)
  })
  // A server that has gone needs no goodbye.
  await Promise.race([session.goodbye().catch(() => undefined), patience])
  clearTimeout(timer)
  session.destroy(reason)
}

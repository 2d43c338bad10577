import type { Socket } from 'node:net'

import { clearTimeout, setTimeout } from '../host/timers.ts'
import { readSeedCommand, SEED_MAX_COMMAND, SEED_REPLY } from '../protocol/seed.ts'
import type { SeedCommand } from '../protocol/seed.ts'
import { PayloadSender, seedSendPlan } from '../transfer/payload-sender.ts'
import { servesWithoutToken } from './access.ts'
import type { Access } from './access.ts'
import type { Conversation, SessionListener } from './dialect.ts'
import { longestTest } from './limits.ts'
import type { Limits } from './limits.ts'

/** `asked` is called for each valid command except `QUIT`. */
type SeedListener = Pick<SessionListener, 'asked' | 'testBegins' | 'testEnds'>

/** `ready`: the pause after READY; nothing is read, and the transfer waits for the timer. */
type State = 'commands' | 'ready' | 'sending' | 'receiving' | 'over'

/**
 * One connection's conversation in the seed dialect.
 * It writes no faster than the peer reads, and reads no commands while it cannot answer them.
 */
export class SeedConversation implements Conversation {
  readonly #socket: Socket
  readonly #limits: Limits
  /** Without the token, a client may only ask whether the server is there. */
  readonly #transfers: boolean
  readonly #listener: SeedListener
  #state: State = 'commands'
  #input = ''
  #remaining = 0
  #badCommands = 0
  #inputEnded = false
  #closing = false
  #timer: NodeJS.Timeout | undefined
  /** Ends a transfer that takes too long. */
  #limit: NodeJS.Timeout | undefined
  #sender: PayloadSender | null = null

  constructor(socket: Socket, limits: Limits, access: Access, listener: SeedListener) {
    this.#socket = socket
    this.#limits = limits
    this.#transfers = servesWithoutToken(access)
    this.#listener = listener
  }

  get busy(): boolean {
    return this.#state !== 'commands'
  }

  /** Ends the conversation: at once between commands, else when the running transfer is complete. */
  close(): void {
    this.#closing = true
    if (this.#state === 'commands') this.#end()
  }

  /** Takes bytes that arrived; the buffer is reused afterwards. */
  receive(length: number, buffer: Buffer): void {
    if (this.#state === 'over') return
    if (this.#state !== 'receiving') {
      this.#input += buffer.toString('latin1', 0, length)
      this.#advance(false)
      return
    }
    const payload = Math.min(this.#remaining, length)
    this.#remaining -= payload
    if (payload < length) this.#input += buffer.toString('latin1', payload, length)
    if (this.#remaining === 0) this.#received()
  }

  /** The peer sends nothing more: the input so far is complete. */
  inputEnd(): void {
    this.#inputEnded = true
    if (this.#state === 'receiving') this.#end()
    else this.#advance(false)
  }

  /** Everything that was written has gone out. */
  drained(): void {
    this.#advance(false)
  }

  /** Answers every complete command of the input. */
  #advance(quiet: boolean): void {
    if (this.#state !== 'commands') return
    clearTimeout(this.#timer)
    while (this.#state === 'commands') {
      if (this.#socket.writableNeedDrain) {
        this.#socket.pause()
        return
      }
      const ended = quiet || this.#inputEnded || this.#input.length > SEED_MAX_COMMAND
      const input = readSeedCommand(this.#input, ended)
      if (input.state !== 'command') {
        this.#await(input.state)
        return
      }
      this.#input = this.#input.slice(input.used)
      this.#answer(input.command)
    }
  }

  #await(state: 'empty' | 'part' | 'number'): void {
    this.#socket.resume()
    if (state === 'empty') {
      this.#input = ''
      if (this.#inputEnded) this.#end()
      return
    }
    const quiet = state === 'number' ? this.#limits.numberQuiet : this.#limits.commandQuiet
    this.#timer = setTimeout(() => this.#advance(true), quiet)
  }

  #answer(command: SeedCommand): void {
    if (command.name === 'unknown' || command.name === 'invalid') return this.#reject(command.name)
    if ('bytes' in command && !this.#transfers) return this.#reject('token')
    const { caps } = this.#limits
    // The dialect has no rate.
    if ('bytes' in command && (caps.rate !== null || command.bytes > caps.bytes)) return this.#reject('limit')
    this.#badCommands = 0
    if (command.name !== 'quit') this.#listener.asked()
    switch (command.name) {
      case 'ping':
        this.#socket.write(SEED_REPLY.pong)
        return
      case 'quit':
        this.#socket.write(SEED_REPLY.bye)
        this.#end()
        return
      case 'download':
      case 'upload':
        this.#startTransfer(command.name, command.bytes)
    }
  }

  #reject(reason: 'unknown' | 'invalid' | 'token' | 'limit'): void {
    this.#socket.write(SEED_REPLY[reason])
    this.#badCommands += 1
    if (this.#badCommands >= this.#limits.badCommands) this.#end()
  }

  #startTransfer(name: 'download' | 'upload', byteCount: number): void {
    this.#socket.write(SEED_REPLY.ready)
    this.#limit = setTimeout(() => this.#socket.destroy(), longestTest(this.#limits))
    this.#listener.testBegins(name)
    this.#remaining = byteCount
    if (name === 'download') {
      this.#afterReady(() => (byteCount === 0 ? this.#transferred() : this.#send()))
      return
    }
    const early = Math.min(this.#remaining, this.#input.length)
    this.#remaining -= early
    this.#input = this.#input.slice(early)
    if (this.#remaining === 0) this.#afterReady(() => this.#received())
    else if (this.#inputEnded) this.#end()
    else this.#state = 'receiving'
  }

  /** Lets the peer read READY on its own. The peer's next bytes stay in the kernel in the meantime. */
  #afterReady(next: () => void): void {
    this.#state = 'ready'
    this.#socket.pause()
    this.#timer = setTimeout(next, this.#limits.readyMoment)
  }

  #send(): void {
    this.#state = 'sending'
    this.#sender = new PayloadSender(this.#socket, seedSendPlan(this.#remaining), () => this.#transferred())
  }

  #received(): void {
    this.#socket.write(SEED_REPLY.done)
    this.#transferred()
  }

  #transferred(): void {
    if (this.#state === 'over') return
    clearTimeout(this.#limit)
    this.#listener.testEnds()
    this.#state = 'commands'
    if (this.#closing) this.#end()
    else this.#advance(false)
  }

  /** Sends the rest, then closes without reading on, so that a peer that keeps sending cannot hold it open. */
  #end(): void {
    this.over()
    // Usually everything has gone out. Then closing is enough, without a shutdown before it.
    if (this.#socket.writableLength === 0) {
      this.#socket.destroy()
      return
    }
    this.#socket.resume()
    this.#socket.destroySoon()
  }

  /** The connection is gone, or going. */
  over(): void {
    clearTimeout(this.#timer)
    clearTimeout(this.#limit)
    this.#sender?.close()
    this.#state = 'over'
    this.#input = ''
  }
}

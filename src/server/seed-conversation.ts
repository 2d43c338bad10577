import type { Socket } from 'node:net'

import { payloadBlock } from '../protocol/payload.ts'
import { readSeedCommand, SEED_MAX_COMMAND, SEED_REPLY } from '../protocol/seed.ts'
import type { SeedCommand } from '../protocol/seed.ts'
import type { Limits } from './limits.ts'

/** `ready`: READY has been sent and has its moment; nothing is read, and what follows waits for the timer. */
type State = 'commands' | 'ready' | 'sending' | 'receiving' | 'over'

/**
 * One connection's conversation in the seed dialect, from its first byte to its last.
 * It writes no faster than the peer reads, and reads no commands while it can't answer them.
 */
export class SeedConversation {
  readonly #socket: Socket
  readonly #limits: Limits
  #state: State = 'commands'
  #input = ''
  #remaining = 0
  #badCommands = 0
  #inputEnded = false
  #closing = false
  #timer: NodeJS.Timeout | undefined

  constructor(socket: Socket, limits: Limits) {
    this.#socket = socket
    this.#limits = limits
    socket.allowHalfOpen = true
    socket.setNoDelay(true)
    socket.setTimeout(limits.idle, () => socket.destroy())
    socket.on('data', (chunk: Buffer) => this.#receive(chunk))
    socket.on('end', () => this.#inputEnd())
    socket.on('drain', () => this.#drained())
    // A peer that resets or vanishes is no fault of this server; 'close' follows and cleans up.
    socket.on('error', () => undefined)
    socket.on('close', () => this.#over())
    socket.resume()
  }

  /** Ends the conversation: at once between commands, else when the running transfer is complete. */
  close(): void {
    this.#closing = true
    if (this.#state === 'commands') this.#end()
  }

  /** Cuts the connection whatever it is doing. */
  cut(): void {
    this.#socket.destroy()
  }

  #receive(chunk: Buffer): void {
    if (this.#state === 'over') return
    if (this.#state !== 'receiving') {
      this.#input += chunk.toString('latin1')
      this.#advance(false)
      return
    }
    const payload = Math.min(this.#remaining, chunk.length)
    this.#remaining -= payload
    if (payload < chunk.length) this.#input += chunk.toString('latin1', payload)
    if (this.#remaining === 0) this.#received()
  }

  #inputEnd(): void {
    this.#inputEnded = true
    if (this.#state === 'receiving') this.#end()
    else this.#advance(false)
  }

  #drained(): void {
    if (this.#state === 'sending') this.#send()
    else this.#advance(false)
  }

  /** Answers every complete command that is there. */
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
    if (command.name === 'unknown' || command.name === 'invalid') {
      this.#socket.write(SEED_REPLY[command.name])
      this.#badCommands += 1
      if (this.#badCommands >= this.#limits.badCommands) this.#end()
      return
    }
    this.#badCommands = 0
    switch (command.name) {
      case 'ping':
        this.#socket.write(SEED_REPLY.pong)
        return
      case 'quit':
        this.#socket.write(SEED_REPLY.bye)
        this.#end()
        return
      default:
        this.#startTransfer(command.name, command.bytes)
    }
  }

  #startTransfer(name: 'download' | 'upload', byteCount: number): void {
    this.#socket.write(SEED_REPLY.ready)
    this.#remaining = byteCount
    if (name === 'download') {
      this.#afterReady(() => {
        this.#state = 'sending'
        this.#send()
      })
      return
    }
    const early = Math.min(this.#remaining, this.#input.length)
    this.#remaining -= early
    this.#input = this.#input.slice(early)
    if (this.#remaining === 0) this.#afterReady(() => this.#received())
    else if (this.#inputEnded) this.#end()
    else this.#state = 'receiving'
  }

  /** Lets READY be read by itself. The peer's next bytes stay in the kernel until they are wanted. */
  #afterReady(next: () => void): void {
    this.#state = 'ready'
    this.#socket.pause()
    this.#timer = setTimeout(next, this.#limits.readyMoment)
  }

  #send(): void {
    const block = payloadBlock()
    while (this.#remaining > 0) {
      const chunk = this.#remaining < block.length ? block.subarray(0, this.#remaining) : block
      this.#remaining -= chunk.length
      if (!this.#socket.write(chunk)) return
    }
    this.#transferred()
  }

  #received(): void {
    this.#socket.write(SEED_REPLY.done)
    this.#transferred()
  }

  #transferred(): void {
    this.#state = 'commands'
    if (this.#closing) this.#end()
    else this.#advance(false)
  }

  /** Sends what is still to be sent, then closes: without reading on, so that a chatty peer can't hold it open. */
  #end(): void {
    this.#over()
    this.#socket.resume()
    this.#socket.destroySoon()
  }

  #over(): void {
    clearTimeout(this.#timer)
    this.#state = 'over'
    this.#input = ''
  }
}

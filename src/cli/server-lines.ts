import { currentDate } from '../host/clock.ts'
import { after } from '../host/timers.ts'
import { printable } from '../printable.ts'
import { fitted } from './say.ts'

/** Characters that may wait for a reader; lines beyond them are lost. */
const MOST_WAITING = 65_536

/** Time (ms) in which a reader has to take the last lines. */
const END_TIME = 500

/**
 * The lines of a server. Whether somebody reads them must not matter to its clients: a closed pipe, a full disk or a reader
 * that has stopped costs lines, and nothing else.
 */
export class ServerLines {
  readonly #stream: NodeJS.WriteStream
  readonly #dated: boolean

  /** @param dated whether each line begins with the date and time */
  constructor(stream: NodeJS.WriteStream, dated: boolean) {
    this.#stream = stream
    this.#dated = dated
    // The listener of all commands makes a full disk a failure of the command.
    process.stdout.removeAllListeners('error').on('error', () => undefined)
  }

  /** Prints lines. */
  say(lines: readonly string[]): void {
    this.#write(this.#stream, lines)
  }

  /** Prints a sentence on standard error. */
  complain(sentence: string): void {
    this.#write(process.stderr, [`wyndrvr: ${printable(sentence)}`])
  }

  /** Waits until the last lines are out. If nobody takes them, the process ends without. */
  async end(): Promise<void> {
    const streams = [process.stdout, process.stderr]
    const out = streams.map(
      async (stream) => new Promise<void>((resolve) => stream.write('', () => resolve())),
    )
    await Promise.race([Promise.all(out), after(END_TIME, undefined, { ref: false })])
    if (streams.some(({ writableLength }) => writableLength > 0)) process.exit()
  }

  #write(stream: NodeJS.WriteStream, lines: readonly string[]): void {
    if (stream.writableLength > MOST_WAITING) return
    const shown = this.#dated ? lines.filter((line) => line !== '').map(withTime) : lines
    stream.write(`${fitted(shown, stream).join('\n')}\n`)
  }
}

function withTime(line: string): string {
  return `${currentDate().toISOString()} ${line}`
}

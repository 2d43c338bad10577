import { clearTimeout, setTimeout } from '../../host/timers.ts'
import { WyndrvrError } from '../../errors.ts'
import type { NativeAnswer } from '../../protocol/native.ts'
import { AnswerReader } from './ask.ts'

/** Limit of the bytes of lines that wait to be read: a server's reports of 10,000 intervals are half as many. */
const MOST_UNREAD: number = 1024 * 1024

/** The lines of a server during one request, read one after the other. */
export class Answers {
  readonly #server: string
  readonly #reader: AnswerReader
  readonly #come: NativeAnswer[] = []
  #unread = 0
  #failed: Error | null = null
  #wake: () => void = () => undefined

  constructor(server: string) {
    this.#server = server
    this.#reader = new AnswerReader(server)
  }

  /**
   * Takes the next bytes.
   * @throws {WyndrvrError} `ERR_WYNDRVR_PROTOCOL` for more lines than a server can have reason to send
   */
  receive(length: number, buffer: Buffer): void {
    for (let at = 0; at < length;) {
      const read = this.#reader.read(length - at, at === 0 ? buffer : buffer.subarray(at))
      if (read === null) return
      at += read.used
      // A sign of life says nothing else.
      if (read.answer.pong === true) continue
      this.#come.push(read.answer)
      this.#unread += read.size
      if (this.#unread > MOST_UNREAD) throw this.#babbles()
      this.#wake()
    }
  }

  /** Fails whoever waits for a line. */
  fail(error: Error): void {
    this.#failed = error
    this.#wake()
  }

  /**
   * The next line.
   * @param left ms until the timeout; called again when they have passed, so that the timeout can move
   * @throws {WyndrvrError} `ERR_WYNDRVR_TIMEOUT`, or the error of `fail`
   */
  async next(left: () => number): Promise<NativeAnswer> {
    for (;;) {
      const answer = this.#come.shift()
      if (this.#come.length === 0) this.#unread = 0
      if (answer !== undefined) return answer
      if (this.#failed !== null) throw this.#failed
      const time = left()
      if (time <= 0) {
        const sentence = `${this.#server} did not report the result of the UDP flow in time. Check the path, or raise the timeout.`
        throw new WyndrvrError('ERR_WYNDRVR_TIMEOUT', sentence)
      }
      await this.#woken(time)
    }
  }

  #babbles(): WyndrvrError {
    const sentence = `${this.#server} sent more than 1 MiB of lines that answer nothing. Is it a wyndrvr server?`
    return new WyndrvrError('ERR_WYNDRVR_PROTOCOL', sentence)
  }

  async #woken(time: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined
    await new Promise<void>((resolve) => {
      this.#wake = resolve
      timer = setTimeout(resolve, Math.ceil(time))
    })
    clearTimeout(timer)
  }
}

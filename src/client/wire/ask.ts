import { clearTimeout, setTimeout } from '../../host/timers.ts'
import { WyndrvrError } from '../../errors.ts'
import { answerSchema, decoded, line, NATIVE_MAX_ANSWER, readJson } from '../../protocol/native.ts'
import type { NativeAnswer, NativeRequest } from '../../protocol/native.ts'
import { unexpectedAnswer } from './unexpected-answer.ts'
import type { Channel } from './channel.ts'
import { limitText } from '../../text/time.ts'

/** Sends a request of the native dialect and waits for the line that answers it. */
export async function ask(channel: Channel, request: NativeRequest): Promise<NativeAnswer> {
  let timer: NodeJS.Timeout | undefined
  try {
    return await channel.run<NativeAnswer>(({ socket, done, fail }) => {
      const sentence = `${channel.name} did not answer a request for ${limitText(channel.answerTime)}. Check the server and the path, or raise the timeout.`
      timer = setTimeout(() => fail(new WyndrvrError('ERR_WYNDRVR_TIMEOUT', sentence)), channel.answerTime)
      const answer = new AnswerReader(channel.name)
      socket.write(line(request))
      return (length, buffer) => {
        const read = answer.read(length, buffer)
        if (read === null) return
        if (read.used < length)
          throw unexpectedAnswer(channel.name, buffer.toString('latin1', read.used, length), 'nothing')
        done(read.answer)
      }
    })
  } finally {
    clearTimeout(timer)
  }
}

/** An answer of a server. */
interface ReadAnswer {
  readonly answer: NativeAnswer
  /** Bytes of its line. */
  readonly size: number
  /** How many of the bytes that were read last belonged to it. */
  readonly used: number
}

/** Collects one line of a server, which may arrive in pieces. */
export class AnswerReader {
  readonly #server: string
  #text = ''

  constructor(server: string) {
    this.#server = server
  }

  /**
   * Takes the next bytes.
   * @returns the answer, its size, and how many of the bytes belonged to it; `null` while it is not complete
   * @throws {WyndrvrError} `ERR_WYNDRVR_REFUSED` if the server refuses, else `ERR_WYNDRVR_PROTOCOL`
   */
  read(length: number, buffer: Buffer): ReadAnswer | null {
    const newline = buffer.subarray(0, length).indexOf(10)
    const used = newline === -1 ? length : newline + 1
    this.#text += buffer.toString('latin1', 0, used)
    if (this.#text.length > NATIVE_MAX_ANSWER) throw unexpectedAnswer(this.#server, this.#text, 'a line')
    if (newline === -1) return null
    const size = this.#text.length
    const answer = readJson(answerSchema, decoded(this.#text), `answer of ${this.#server}`)
    this.#text = ''
    if (answer.error === undefined) return { answer, size, used }
    const said = JSON.stringify(answer.error.message.slice(0, 200))
    throw new WyndrvrError('ERR_WYNDRVR_REFUSED', `${this.#server} refused the request: ${said}.`)
  }
}

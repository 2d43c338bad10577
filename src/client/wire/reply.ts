import { WyndrvrError } from '../../errors.ts'
import { unexpectedAnswer } from './unexpected-answer.ts'

/** Collects one expected reply of the seed dialect, which may arrive in pieces. */
export class ReplyReader {
  readonly #server: string
  readonly #expected: string
  #text = ''

  constructor(server: string, expected: string) {
    this.#server = server
    this.#expected = expected
  }

  /** The bytes so far of an incomplete reply. */
  get begun(): number {
    return this.#text.length
  }

  /**
   * Takes the next bytes.
   * @returns how many of them belonged to the reply that they complete; `null` while it is incomplete
   * @throws {WyndrvrError} `ERR_WYNDRVR_REFUSED` if the server answered an error, else `ERR_WYNDRVR_PROTOCOL`
   */
  read(length: number, buffer: Buffer): number | null {
    const before = this.#text.length
    this.#text += buffer.toString('latin1', 0, length)
    if (this.#text.startsWith(this.#expected)) {
      this.#text = ''
      return this.#expected.length - before
    }
    if (this.#expected.startsWith(this.#text) || ERROR_MARK.startsWith(this.#text)) return null
    if (this.#text.startsWith(ERROR_MARK)) {
      const said = JSON.stringify(this.#text.slice(ERROR_MARK.length, 100).trim())
      throw new WyndrvrError('ERR_WYNDRVR_REFUSED', `${this.#server} refused the command: ${said}.`)
    }
    throw unexpectedAnswer(this.#server, this.#text, this.#expected)
  }
}

const ERROR_MARK = 'ERROR:'

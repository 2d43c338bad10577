import { once } from 'node:events'
import type { Readable } from 'node:stream'

/** Characters to keep, so that a chatty program does not fill the memory. */
const MAX_LENGTH = 65_536

/** The end of a program's output, and which part of it is new. */
export class Output {
  #text = ''
  #unseen = 0
  #listener: (() => void) | null = null
  /** Resolves when both streams are closed. */
  readonly ended: Promise<unknown>

  constructor(...streams: readonly Readable[]) {
    this.ended = Promise.all(streams.map(async (stream) => once(stream, 'close')))
    for (const stream of streams) {
      stream.setEncoding('utf8').on('data', (more: string) => {
        this.#text = `${this.#text}${more}`.slice(-MAX_LENGTH)
        this.#unseen = Math.min(this.#unseen + more.length, this.#text.length)
        this.#listener?.()
      })
    }
  }

  /** The last 64 Ki characters of both streams, in order of arrival. */
  get text(): string {
    return this.#text
  }

  /** The output since the last call. */
  unseen(): string {
    const text = this.#text.slice(this.#text.length - this.#unseen)
    this.#unseen = 0
    return text
  }

  /** Resolves with the first match. */
  async matches(pattern: RegExp): Promise<RegExpExecArray> {
    // With these flags each call would continue after the last match.
    const fresh = new RegExp(pattern.source, pattern.flags.replaceAll(/[gy]/g, ''))
    return new Promise((resolve) => {
      const look = (): void => {
        const match = fresh.exec(this.#text)
        if (match === null) return
        this.#listener = null
        resolve(match)
      }
      this.#listener = look
      look()
    })
  }
}

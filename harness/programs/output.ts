import { once } from 'node:events'
import type { Readable } from 'node:stream'

/** What is kept at most (characters), so that a program that talks for hours does not fill the memory. */
const MOST = 65_536

/** What a program prints: the end of it, and since when it was last looked at. */
export class Output {
  #text = ''
  #unseen = 0
  #listener: (() => void) | null = null
  /** Resolves when nothing more can come. */
  readonly ended: Promise<unknown>

  constructor(...streams: readonly Readable[]) {
    this.ended = Promise.all(streams.map(async (stream) => once(stream, 'close')))
    for (const stream of streams) {
      stream.setEncoding('utf8').on('data', (more: string) => {
        this.#text = `${this.#text}${more}`.slice(-MOST)
        this.#unseen = Math.min(this.#unseen + more.length, this.#text.length)
        this.#listener?.()
      })
    }
  }

  /** The last 64 Ki characters of both streams, as they came. */
  get text(): string {
    return this.#text
  }

  /** What was printed since this was last asked for. */
  unseen(): string {
    const text = this.#text.slice(this.#text.length - this.#unseen)
    this.#unseen = 0
    return text
  }

  /** Resolves with the first match. */
  async matches(pattern: RegExp): Promise<RegExpExecArray> {
    // Those flags would have it go on behind the last match.
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

import { performance } from '../host/clock.ts'
import type { ConcurrentListener } from '../suite/concurrent.ts'
import { writeEvent } from '../results/events.ts'
import type { EndEvent, RunEvent } from '../results/events.ts'
import type { ResultDocument, Verdict } from '../results/types.ts'

/** The events of one run, written as they happen: first a start, last an end. */
export class EventStream {
  /** Writes the events between start and end. */
  readonly listener: Required<ConcurrentListener>
  readonly #write: (line: string) => void
  readonly #begunAt = performance.now()
  #started = false

  /** @param write is called with one line, including its newline */
  constructor(write: (line: string) => void) {
    this.#write = write
    this.listener = {
      onConnect: (_, begun) => this.start(begun),
      onInterval: (interval) => this.#emit({ event: 'interval', ...interval }),
      onMeasurement: (measurement) =>
        this.#emit({ event: 'measurement', client: measurement.client, measurement }),
    }
  }

  /** Writes the start. Only the first call has an effect. */
  start({ schema, tool, startedAt, target, environment }: ResultDocument): void {
    if (this.#started) return
    this.#started = true
    this.#emit({ event: 'start', schema, tool, startedAt, target, environment })
  }

  /** Writes a verdict. */
  verdict(verdict: Verdict): void {
    this.#emit({ event: 'verdict', verdict })
  }

  /** Writes the end, and before it the start of a run that failed before it connected. */
  end(document: ResultDocument, exitCode: number, error: EndEvent['error']): void {
    this.start(document)
    const seconds = (performance.now() - this.#begunAt) / 1000
    const reason = error && { code: error.code, message: error.message }
    this.#emit({ event: 'end', exitCode, seconds, error: reason })
  }

  #emit(event: RunEvent): void {
    this.#write(writeEvent(event))
  }
}

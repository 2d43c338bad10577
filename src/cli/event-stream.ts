import type { ConcurrentListener } from '../suite/concurrent.ts'
import { writeEvent } from '../results/events.ts'
import type { EndEvent, RunEvent } from '../results/events.ts'
import type { ResultDocument, Verdict } from '../results/types.ts'

/** The events of one run, written as they happen: a start before all others, and an end behind them. */
export class EventStream {
  /** Hears of what is between the two. */
  readonly listener: Required<ConcurrentListener>
  readonly #write: (line: string) => void
  readonly #begunAt = performance.now()
  #started = false

  /** @param write takes one line, ended by a newline */
  constructor(write: (line: string) => void) {
    this.#write = write
    this.listener = {
      onConnect: (_, begun) => this.start(begun),
      onInterval: (interval) => this.#tell({ event: 'interval', ...interval }),
      onMeasurement: (measurement) =>
        this.#tell({ event: 'measurement', client: measurement.client, measurement }),
    }
  }

  /** Tells what is known of the run, the first time. */
  start({ schema, tool, startedAt, target, environment }: ResultDocument): void {
    if (this.#started) return
    this.#started = true
    this.#tell({ event: 'start', schema, tool, startedAt, target, environment })
  }

  /** Tells a verdict on what was measured. */
  verdict(verdict: Verdict): void {
    this.#tell({ event: 'verdict', verdict })
  }

  /** Tells the end. A run that has not come as far as its start has one too, as the document says. */
  end(document: ResultDocument, exitCode: number, error: EndEvent['error']): void {
    this.start(document)
    const seconds = (performance.now() - this.#begunAt) / 1000
    const told = error && { code: error.code, message: error.message }
    this.#tell({ event: 'end', exitCode, seconds, error: told })
  }

  #tell(event: RunEvent): void {
    this.#write(writeEvent(event))
  }
}

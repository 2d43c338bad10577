import { performance } from '../host/clock.ts'
import { clearInterval, setInterval } from '../host/timers.ts'
import type { PlannedLength } from '../client/planned-length.ts'
import type { Interval } from '../results/events.ts'
import { liveLine } from '../report/terminal/live-line.ts'
import { painter } from '../report/terminal/paint.ts'
import { terminalReport } from '../report/terminal/terminal-report.ts'
import type { ResultDocument } from '../results/types.ts'
import { noCommand } from '../printable.ts'
import { canRewrite, columnsOf, wantsColor } from './color.ts'
import type { Env } from './color.ts'
import { LiveTest } from './live-test.ts'
import { fitted } from './say.ts'
import type { Output } from './say.ts'

/** Pause (ms) between updates of the live line: short enough to look alive, too long to disturb the measurement. */
const FRAME = 250

/** Erases the line and everything below it: a terminal that was made narrower has broken the line into several. */
const ERASE = '\r\u001B[J'

/** Returns the cursor to the start of the line, where it also is after a terminal broke the line. */
const BACK = '\r'

/**
 * What people read: lines and, on a terminal, a live line below them with the progress of a long test. It is erased before
 * anything else is written.
 */
export class Screen {
  /** Whether a live line is shown, and so whether intervals are needed. */
  readonly live: boolean
  readonly #stream: Output
  readonly #color: boolean
  #test: LiveTest | null = null
  #timer: NodeJS.Timeout | undefined
  /** The live line as shown; empty without one. */
  #line = ''

  constructor(stream: Output, env: Env) {
    this.#stream = stream
    this.#color = wantsColor(stream, env)
    this.live = canRewrite(stream, env)
  }

  /** Prints lines, broken to the width of a terminal. */
  print(lines: readonly string[]): void {
    this.#write(fitted(lines, this.#stream))
  }

  /** Prints the report, if anything was measured. */
  report(document: ResultDocument): void {
    const lines = terminalReport(document, { columns: columnsOf(this.#stream), color: this.#color })
    if (lines.length > 0) this.#write(['', ...lines])
  }

  /** Starts the live line of a test. */
  begin(name: string, length: PlannedLength): void {
    this.end()
    if (!this.live) return
    this.#test = new LiveTest(name, length, performance.now())
    // The timer must not keep the process alive.
    this.#timer = setInterval(() => this.#draw(), FRAME).unref()
  }

  /** Takes an interval of the running test. */
  hear(interval: Interval): void {
    this.#test?.hear(interval)
  }

  /** Ends the live line, also after a failure. */
  end(): void {
    clearInterval(this.#timer)
    this.#test = null
    this.#replace('', '')
  }

  #write(lines: readonly string[]): void {
    if (lines.length === 0) return
    // The live line is redrawn in the same write, so that it does not flicker.
    this.#replace(`${lines.map(noCommand).join('\n')}\n`, this.#line)
  }

  #draw(): void {
    const progress = this.#test?.progress(performance.now())
    if (!progress) return
    this.#replace('', liveLine(progress, columnsOf(this.#stream), painter(this.#color)))
  }

  /** Replaces the live line by text that ends with a newline, and a new live line. */
  #replace(text: string, line: string): void {
    const written = (this.#line === '' ? '' : ERASE) + text + line + (line === '' ? '' : BACK)
    this.#line = line
    if (written !== '') this.#stream.write(written)
  }
}

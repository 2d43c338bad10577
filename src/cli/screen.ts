import type { PlannedLength } from '../client/planned-length.ts'
import type { Interval } from '../results/events.ts'
import { liveLine } from '../report/terminal/live-line.ts'
import { painter } from '../report/terminal/paint.ts'
import { terminalReport } from '../report/terminal/report.ts'
import type { ResultDocument } from '../results/types.ts'
import { canRewrite, columnsOf, wantsColor } from './color.ts'
import type { Env } from './color.ts'
import { LiveTest } from './live-test.ts'
import { fitted } from './say.ts'
import type { Output } from './say.ts'

/** The live line is written anew so often (ms): often enough to be alive, and too seldom to be measured. */
const FRAME = 250

/** Away with what is on the line, and below it: a terminal that was made narrower has broken it into several. */
const ERASE = '\r\u001B[J'

/** The cursor waits at the line's beginning, where it also is when a terminal has broken the line. */
const BACK = '\r'

/**
 * Where people read: lines, and on a terminal one line below them that tells how far a long test is, and is gone before
 * anything else is written.
 */
export class Screen {
  /** Whether a live line is shown at all, and so whether intervals are of use. */
  readonly live: boolean
  readonly #stream: Output
  readonly #color: boolean
  #test: LiveTest | null = null
  #timer: NodeJS.Timeout | undefined
  /** The live line as it stands there; empty where there is none. */
  #line = ''

  constructor(stream: Output, env: Env) {
    this.#stream = stream
    this.#color = wantsColor(stream, env)
    this.live = canRewrite(stream, env)
  }

  /** Prints lines, those that are too wide for a terminal as several. */
  print(lines: readonly string[]): void {
    this.#write(fitted(lines, this.#stream))
  }

  /** Prints the report of what was measured, if anything was. */
  report(document: ResultDocument): void {
    const lines = terminalReport(document, { columns: columnsOf(this.#stream), colour: this.#color })
    if (lines.length > 0) this.#write(['', ...lines])
  }

  /** A test begins. */
  begin(name: string, length: PlannedLength): void {
    this.end()
    if (!this.live) return
    this.#test = new LiveTest(name, length, performance.now())
    // It is no reason to go on running.
    this.#timer = setInterval(() => this.#draw(), FRAME).unref()
  }

  /** An interval of the test that runs is over. */
  hear(interval: Interval): void {
    this.#test?.hear(interval)
  }

  /** The test is over, in whatever way. */
  end(): void {
    clearInterval(this.#timer)
    this.#test = null
    this.#replace('', '')
  }

  #write(lines: readonly string[]): void {
    if (lines.length === 0) return
    // Anew at once, in the same write: it would flicker where much is printed.
    this.#replace(`${lines.join('\n')}\n`, this.#line)
  }

  #draw(): void {
    const progress = this.#test?.progress(performance.now())
    if (!progress) return
    this.#replace('', liveLine(progress, columnsOf(this.#stream), painter(this.#color)))
  }

  /** Writes text, which ends its last line, where the live line was, and below it another. */
  #replace(text: string, line: string): void {
    const written = (this.#line === '' ? '' : ERASE) + text + line + (line === '' ? '' : BACK)
    this.#line = line
    if (written !== '') this.#stream.write(written)
  }
}

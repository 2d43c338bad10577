import { asError } from '../../src/errors.ts'
import type { htmlReport } from '../../src/report/html/html-report.ts'
import type { ResultDocument } from '../../src/results/types.ts'

/** Draws the page with charts, with a library that is loaded only if a page was asked for. */
export class ChartPage {
  readonly #loading: Promise<void>
  #draw: typeof htmlReport | null = null
  #error = new Error('the run ended before the charts were loaded')

  constructor() {
    this.#loading = this.#load()
  }

  /** Resolves when it can draw, or never will. */
  async loaded(): Promise<void> {
    await this.#loading
  }

  /** @throws {Error} why it cannot draw */
  text(document: ResultDocument): string {
    if (this.#draw === null) throw this.#error
    return this.#draw([{ name: 'specs', document }])
  }

  async #load(): Promise<void> {
    try {
      this.#draw = (await import('../../src/report/html/html-report.ts')).htmlReport
    } catch (error) {
      this.#error = asError(error)
    }
  }
}

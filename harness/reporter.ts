import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

import type { SerializedError } from 'vitest'
import type { Reporter, TestModule, TestRunEndReason, TestSpecification, Vitest } from 'vitest/node'

import { checkOptions } from '../src/check.ts'
import type { OptionNames } from '../src/check.ts'
import { messageOf } from '../src/errors.ts'
import { markdownReport } from '../src/report/markdown/markdown-report.ts'
import { specTableLines } from '../src/report/spec-table.ts'
import { writeDocument } from '../src/results/document.ts'
import { ChartPage } from './report/chart-page.ts'
import { annotations } from './report/failure-annotations.ts'
import { addProperties } from './report/junit-properties.ts'
import { collect } from './report/collect.ts'
import type { Collected } from './report/collect.ts'
import { isOnCi, tooManyUnjudged, unjudgedOptions } from './report/unjudged.ts'
import type { UnjudgedOptions } from './report/unjudged.ts'

/** Options of the reporter. */
export interface ReporterOptions {
  /** Path of the result document. Default: vitest's `--outputFile.wyndrvr`, or `outputFile` of its config. */
  readonly outputFile?: string | undefined
  /** Path of the page with charts. Default: vitest's `--outputFile.wyndrvr-html`; without either, no page. */
  readonly html?: string | undefined
  /** Whether to append Markdown to the GitHub job summary. Default: when `GITHUB_STEP_SUMMARY` is set. */
  readonly summary?: boolean | undefined
  /** Whether to annotate failures at their lines. Default: when `GITHUB_ACTIONS` is `true` and vitest's reporter `github-actions` does not. */
  readonly annotations?: boolean | undefined
  /** The project whose tests are all specs. In other projects only tests that measured something are. */
  readonly project?: string | undefined
  /** How many specs may be skipped because their figures cannot be judged; with more the run fails. */
  readonly unjudged?: UnjudgedOptions | undefined
  /** Whether to write nothing but that. Default false. */
  readonly quiet?: boolean | undefined
}

const OPTIONS: OptionNames<ReporterOptions> = {
  outputFile: true,
  html: true,
  summary: true,
  annotations: true,
  project: true,
  unjudged: true,
  quiet: true,
}

/** vitest's reporters whose standard output is read by programs. */
const FOR_PROGRAMS = new Set(['json', 'junit', 'tap', 'tap-flat'])

/** vitest's reporter that annotates every failure itself. On GitHub it is there unless other reporters are named. */
const ANNOTATING = 'github-actions'

/** vitest's reporters that take `outputFile` as their own. */
const WITH_FILE = new Set(['json', 'junit', 'html', 'blob'])

/**
 * Reports what specs measured: a table at the end, the result document, and on GitHub a job summary and annotations. The
 * document is written however the run ends.
 */
// vitest loads a reporter named on the command line from the default export.
// oxlint-disable-next-line import/no-default-export
export default class WyndrvrReporter implements Reporter {
  /** Tells the action's reporter that the exit code counts. */
  readonly limitsUnjudged = true
  readonly #options: ReporterOptions
  #vitest: Vitest | null = null
  /** The modules of the current run; `null` between runs. */
  #modules: Map<string, TestModule> | null = null
  #planned: readonly TestSpecification[] = []
  /** `null` if no page was asked for. */
  #page: ChartPage | null = null

  constructor(options: ReporterOptions = {}) {
    checkOptions('The reporter', options, OPTIONS)
    this.#options = options
  }

  onInit(vitest: Vitest): void {
    this.#vitest = vitest
    if (this.#pageFile !== undefined && this.#options.quiet !== true) this.#page = new ChartPage()
    // Keeps what was measured if a signal or a crash ends the process early.
    process.once('exit', () => this.#end([], true))
  }

  onTestRunStart(planned: readonly TestSpecification[] = []): void {
    this.#modules = new Map()
    this.#planned = planned
  }

  /** Earlier events carry another object for the same file, without tests. */
  onTestModuleCollected(module: TestModule): void {
    this.#modules?.set(module.id, module)
  }

  async onTestRunEnd(
    modules: readonly TestModule[],
    unhandled: readonly SerializedError[],
    reason: TestRunEndReason,
  ): Promise<void> {
    // --merge-reports ends a run that never started here.
    this.#modules ??= new Map()
    for (const module of modules) {
      this.#modules.set(module.id, module)
      // Before the junit reporter, which begins at the same time, has written its first line.
      if (reporterNames(this.#vitest).includes('junit'))
        for (const test of module.children.allTests()) addProperties(test)
    }
    if (this.#page !== null) await this.#page.loaded()
    this.#end(unhandled, reason === 'interrupted')
  }

  #end(unhandled: readonly SerializedError[], interrupted: boolean): void {
    if (this.#modules === null || this.#vitest === null) return
    const modules = [...this.#modules.values()]
    this.#modules = null
    const { project = null, quiet = false } = this.#options
    const found = collect({ modules, planned: this.#planned, unhandled, interrupted, project })
    const unjudged = interrupted ? null : this.#unjudged(found)
    const collected = unjudged === null ? found : { ...found, failures: [...found.failures, unjudged] }
    if (!quiet) {
      const written = this.#write(collected)
      // A run without specs prints nothing, but still writes the document if one was requested.
      if ((collected.document.specs ?? []).length > 0) this.#print(collected, written)
    }
    if (unjudged === null) return
    process.stderr.write(`wyndrvr: ${unjudged}\n`)
    process.exitCode = 1
  }

  /** That too many specs could not be judged. Of shards, the run that merges them says it. */
  #unjudged({ ran }: Collected): string | null {
    if (reporterNames(this.#vitest).includes('blob')) return null
    return tooManyUnjudged(ran, unjudgedOptions(this.#options.unjudged), isOnCi(process.env))
  }

  #print(collected: Collected, written: string | null): void {
    const { document, places } = collected
    const names = reporterNames(this.#vitest)
    const marked =
      this.#options.annotations ?? (process.env['GITHUB_ACTIONS'] === 'true' && !names.includes(ANNOTATING))
    const folder = process.env['GITHUB_WORKSPACE'] ?? process.cwd()
    const lines = [...specTableLines(document, written), ...(marked ? annotations(places, folder) : [])]
    const stream = names.some((name) => FOR_PROGRAMS.has(name)) ? process.stderr : process.stdout
    stream.write(`${lines.join('\n')}\n`)
    const summary = process.env['GITHUB_STEP_SUMMARY']
    if (!summary || this.#options.summary === false) return
    tryTo(`The job summary could not be written to ${summary}`, () =>
      appendFileSync(summary, markdownOf(collected)),
    )
  }

  /** Writes what was requested: the document, whose file it returns as it was named, and the page. */
  #write({ document }: Collected): string | null {
    const page = this.#page
    if (page !== null) this.#save('The page with charts', this.#pageFile, () => page.text(document))
    const name = this.#options.outputFile ?? outputFile(this.#vitest)
    this.#save('The result document', name, () => writeDocument(document))
    return name ?? null
  }

  get #pageFile(): string | undefined {
    const asked = this.#vitest?.config.outputFile
    return this.#options.html ?? (typeof asked === 'string' ? undefined : asked?.['wyndrvr-html'])
  }

  #save(what: string, name: string | undefined, text: () => string): void {
    if (name === undefined) return
    const file = resolve(this.#vitest?.config.root ?? '.', name)
    tryTo(`${what} could not be written to ${file}`, () => {
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, text())
    })
  }
}

function markdownOf({ document, failures, busy }: Collected): string {
  const specs = (document.specs ?? []).map(({ file, project, name, state, reason, measured }) => ({
    file,
    project,
    name,
    state,
    reason,
    measurements: measured.flatMap(({ measurement }) => document.measurements[measurement] ?? []),
  }))
  const { comparisons, target } = document
  return markdownReport({ document, specs, failures, busy, comparisons, mode: target.mode })
}

/** `--outputFile.wyndrvr=…`, or `--outputFile=…` if no reporter of vitest's takes that. */
function outputFile(vitest: Vitest | null): string | undefined {
  const asked = vitest?.config.outputFile
  if (typeof asked === 'string') {
    return reporterNames(vitest).some((name) => WITH_FILE.has(name)) ? undefined : asked
  }
  return asked?.['wyndrvr']
}

function reporterNames(vitest: Vitest | null): readonly string[] {
  return (vitest?.config.reporters ?? []).flatMap((reporter: unknown) => {
    const name: unknown = Array.isArray(reporter) ? reporter[0] : reporter
    return typeof name === 'string' ? [name] : []
  })
}

function tryTo(what: string, act: () => void): void {
  try {
    act()
  } catch (error) {
    process.stderr.write(`wyndrvr: ${what}: ${messageOf(error)}\n`)
    process.exitCode = 1
  }
}

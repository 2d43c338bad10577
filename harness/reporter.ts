import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

import type { SerializedError } from 'vitest'
import type { Reporter, TestModule, TestRunEndReason, Vitest } from 'vitest/node'

import { messageOf } from '../src/errors.ts'
import { markdownReport } from '../src/report/markdown/markdown-report.ts'
import { specTableLines } from '../src/report/spec-table.ts'
import { writeDocument } from '../src/results/document.ts'
import { annotations } from './report/failure-annotations.ts'
import { collect } from './report/collect.ts'
import type { Collected } from './report/collect.ts'

/** What the reporter writes. */
export interface ReporterOptions {
  /** Where the result document goes. Default: vitest's `--outputFile.wyndrvr`, or `outputFile` of its config. */
  readonly outputFile?: string | undefined
  /** Whether Markdown goes to GitHub's job summary. Default: where there is one. */
  readonly summary?: boolean | undefined
  /** Whether failures are marked at their lines. Default: on GitHub. */
  readonly annotations?: boolean | undefined
  /** The project all of whose tests are specs; of other projects, tests that have measured are. */
  readonly project?: string | undefined
}

/** What vitest's own reporters call themselves that print to standard output what a program is to read. */
const FOR_PROGRAMS = new Set(['json', 'junit', 'tap', 'tap-flat'])

/** Those that write a file, whose name `outputFile` is then. */
const WITH_FILE = new Set(['json', 'junit', 'html', 'blob'])

/**
 * Reports what specs measured: a table when all have ended, the result document, a job summary and annotations on GitHub.
 * A document is written whatever ends the run.
 */
// vitest takes a reporter that it is given by a module's name from here.
// oxlint-disable-next-line import/no-default-export
export default class WyndrvrReporter implements Reporter {
  readonly #options: ReporterOptions
  #vitest: Vitest | null = null
  /** Of the run that is going on; `null` where none is. */
  #modules: Map<string, TestModule> | null = null

  constructor(options: ReporterOptions = {}) {
    this.#options = options
  }

  onInit(vitest: Vitest): void {
    this.#vitest = vitest
    // Whoever ends the process before its time, by a signal or otherwise, does not lose what was measured.
    process.once('exit', () => this.#end([], true))
  }

  onTestRunStart(): void {
    this.#modules = new Map()
  }

  /** Before this a file has no tests yet, and is another object. */
  onTestModuleCollected(module: TestModule): void {
    this.#modules?.set(module.id, module)
  }

  onTestRunEnd(
    modules: readonly TestModule[],
    unhandled: readonly SerializedError[],
    reason: TestRunEndReason,
  ): void {
    // Merged blobs have a run that never started here.
    this.#modules ??= new Map()
    for (const module of modules) this.#modules.set(module.id, module)
    this.#end(unhandled, reason === 'interrupted')
  }

  #end(unhandled: readonly SerializedError[], interrupted: boolean): void {
    if (this.#modules === null || this.#vitest === null) return
    const modules = [...this.#modules.values()]
    this.#modules = null
    const project = this.#options.project ?? null
    const collected = collect({ modules, unhandled, interrupted, project })
    this.#write(collected)
    // A run of which nothing is ours needs no words, but for the document that somebody may wait for.
    if ((collected.document.specs ?? []).length > 0) this.#print(collected)
  }

  #print(collected: Collected): void {
    const { document, places } = collected
    const marked = this.#options.annotations ?? process.env['GITHUB_ACTIONS'] === 'true'
    const folder = process.env['GITHUB_WORKSPACE'] ?? process.cwd()
    const lines = [...specTableLines(document), ...(marked ? annotations(places, folder) : [])]
    const names = reporterNames(this.#vitest)
    const stream = names.some((name) => FOR_PROGRAMS.has(name)) ? process.stderr : process.stdout
    stream.write(`${lines.join('\n')}\n`)
    const summary = process.env['GITHUB_STEP_SUMMARY']
    if (!summary || this.#options.summary === false) return
    tryTo(`The job summary could not be written to ${summary}`, () =>
      appendFileSync(summary, markdownOf(collected)),
    )
  }

  #write({ document }: Collected): void {
    const name = this.#options.outputFile ?? outputFile(this.#vitest)
    if (name === undefined) return
    const file = resolve(this.#vitest?.config.root ?? '.', name)
    tryTo(`The result document could not be written to ${file}`, () => {
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, writeDocument(document))
    })
  }
}

function markdownOf({ document, failures }: Collected): string {
  const specs = (document.specs ?? []).map(({ name, state, measured }) => ({
    name,
    state,
    measurements: measured.flatMap(({ measurement }) => document.measurements[measurement] ?? []),
  }))
  const { comparisons, target } = document
  return markdownReport({ document, specs, failures, comparisons, mode: target.mode })
}

/** `--outputFile.wyndrvr=…`, or `--outputFile=…` where no reporter of vitest's own takes that for its file. */
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

/**
 * A vitest reporter that writes what specs measured, and where they failed, to the file that `WYNDRVR_SPEC_REPORT` names. It
 * runs in the user's own vitest, of any version: it imports nothing from vitest and tolerates missing fields.
 */
import { writeFileSync } from 'node:fs'
import { stripVTControlCharacters } from 'node:util'

/** The environment variable with the path of the report. */
export const REPORT_VARIABLE = 'WYNDRVR_SPEC_REPORT'

/** What this reporter reads of vitest's objects. */
interface TestModule {
  readonly moduleId: string
  readonly children: { readonly allTests: () => Iterable<TestCase> }
  readonly errors: () => readonly TestError[]
}

/** vitest, which holds the plugin's reporter if its config has the plugin. */
interface Vitest {
  readonly config?: { readonly reporters?: readonly unknown[] }
}

interface TestCase {
  readonly fullName: string
  readonly location?: Place | undefined
  readonly meta: () => { readonly wyndrvr?: unknown; readonly wyndrvrRun?: unknown }
  readonly diagnostic?: () => { readonly retryCount: number } | undefined
  readonly result: () => {
    readonly state: string
    readonly errors?: readonly TestError[] | undefined
    readonly note?: string | undefined
  }
}

interface TestError {
  readonly message?: string
  readonly stacks?: readonly (Place & { readonly file: string })[]
}

interface Place {
  readonly line: number
  readonly column: number
}

/** Maximum length of a message or a name. */
const MAX_LENGTH = 2000

/** vitest loads a reporter by its file's default export. */
// oxlint-disable-next-line import/no-default-export
export default class SpecReporter {
  #vitest: Vitest = {}

  onInit(vitest: Vitest): void {
    this.#vitest = vitest
  }

  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly TestError[]): void {
    const path = process.env[REPORT_VARIABLE]
    if (path === undefined) return
    const report = {
      limited: (this.#vitest.config?.reporters ?? []).some(limitsUnjudged),
      files: modules.map((module) => ({
        file: module.moduleId,
        errors: module.errors().map((error) => errorOf(error, module)),
        specs: Array.from(module.children.allTests(), (test) => ({
          name: test.fullName.slice(0, MAX_LENGTH),
          state: test.result().state,
          reason: test.result().note?.slice(0, MAX_LENGTH),
          attempts: (test.diagnostic?.()?.retryCount ?? 0) + 1,
          errors: (test.result().errors ?? []).map((error) => errorOf(error, module, test.location)),
          measurements: test.meta().wyndrvr ?? [],
          run: test.meta().wyndrvrRun ?? null,
        })),
      })),
      unhandled: unhandled.map(({ message = '' }) => message.slice(0, MAX_LENGTH)),
    }
    writeFileSync(path, JSON.stringify(report))
  }
}

/** Whether a reporter is the plugin's, which limits how many specs may be skipped unjudged, and sets the exit code. */
function limitsUnjudged(reporter: unknown): boolean {
  return typeof reporter === 'object' && reporter !== null && 'limitsUnjudged' in reporter
}

/** With the place in the spec's own file that is nearest to the failure. */
function errorOf(
  { message = '', stacks = [] }: TestError,
  { moduleId }: TestModule,
  fallback?: Place,
): object {
  const place = stacks.find(({ file }) => file === moduleId) ?? fallback
  // On a runner, vitest's messages contain color codes.
  const text = stripVTControlCharacters(message).slice(0, MAX_LENGTH)
  return { message: text, line: place?.line ?? null, column: place?.column ?? null }
}

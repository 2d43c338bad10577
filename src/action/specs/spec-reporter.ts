/**
 * A vitest reporter that writes what specs measured and where they failed to the file that `WYNDRVR_SPEC_REPORT` names. The
 * action passes it on the command line to the vitest of whoever uses it: it imports nothing of vitest's, and does without
 * what is not there.
 */
import { writeFileSync } from 'node:fs'
import { stripVTControlCharacters } from 'node:util'

/** The environment variable with the file's path. */
export const REPORT_VARIABLE = 'WYNDRVR_SPEC_REPORT'

/** As far as this reporter looks at what vitest hands to one. */
interface TestModule {
  readonly moduleId: string
  readonly children: { readonly allTests: () => Iterable<TestCase> }
  readonly errors: () => readonly TestError[]
}

interface TestCase {
  readonly fullName: string
  readonly location?: Place | undefined
  readonly meta: () => { readonly wyndrvr?: unknown; readonly wyndrvrRun?: unknown }
  readonly diagnostic?: () => { readonly retryCount: number } | undefined
  readonly result: () => { readonly state: string; readonly errors?: readonly TestError[] | undefined }
}

interface TestError {
  readonly message?: string
  readonly stacks?: readonly (Place & { readonly file: string })[]
}

interface Place {
  readonly line: number
  readonly column: number
}

/** Enough of a message, or of a name, to know what it is about. */
const LONGEST = 2000

/** What vitest makes an object of: it takes a reporter by its file's default export. */
// oxlint-disable-next-line import/no-default-export
export default class SpecReporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly TestError[]): void {
    const path = process.env[REPORT_VARIABLE]
    if (path === undefined) return
    const report = {
      files: modules.map((module) => ({
        file: module.moduleId,
        errors: module.errors().map((error) => errorOf(error, module)),
        specs: Array.from(module.children.allTests(), (test) => ({
          name: test.fullName.slice(0, LONGEST),
          state: test.result().state,
          attempts: (test.diagnostic?.()?.retryCount ?? 0) + 1,
          errors: (test.result().errors ?? []).map((error) => errorOf(error, module, test.location)),
          measurements: test.meta().wyndrvr ?? [],
          run: test.meta().wyndrvrRun ?? null,
        })),
      })),
      unhandled: unhandled.map(({ message = '' }) => message.slice(0, LONGEST)),
    }
    writeFileSync(path, JSON.stringify(report))
  }
}

/** With the place nearest to the failure that lies in the spec's own file. */
function errorOf(
  { message = '', stacks = [] }: TestError,
  { moduleId }: TestModule,
  fallback?: Place,
): object {
  const place = stacks.find(({ file }) => file === moduleId) ?? fallback
  // vitest prints in colour on a runner, and so do its errors.
  const text = stripVTControlCharacters(message).slice(0, LONGEST)
  return { message: text, line: place?.line ?? null, column: place?.column ?? null }
}

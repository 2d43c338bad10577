import { existsSync, rmSync } from 'node:fs'

import { connect } from '../../agent/open-client.ts'
import type { ConnectOptions } from '../../agent/open-client.ts'
import { messageOf } from '../../errors.ts'
import { documentOfSpecs } from '../../results/document-of-specs.ts'
import type { FinishedSpec } from '../../results/document-of-specs.ts'
import type { HostFacts, ResultDocument, Target } from '../../results/types.ts'
import { newDocument } from '../../host/new-document.ts'
import type { Placer } from '../../host/placer.ts'
import { readText } from '../../host/read-text.ts'
import { counted } from '../../text/count.ts'
import { firstReason } from '../../text/first-reason.ts'
import type { MeasuredServer } from '../inputs/inputs.ts'
import { workingFolder } from '../inputs/working-folder.ts'
import { logLine, plainLine } from '../log.ts'
import type { Outcome } from '../outcome/outcome.ts'
import { temporaryFile } from '../temporary-files.ts'
import { readSpecReport } from './read-spec-report.ts'
import type { SpecReport } from './read-spec-report.ts'
import { runVitest } from './run-vitest.ts'
import { specFiles } from './spec-files.ts'
import type { Spec } from './spec.ts'
import { vitestProgram } from './vitest-program.ts'

/** Specs, and the vitest that runs them. */
export interface FoundSpecs {
  readonly folder: string
  readonly files: readonly string[]
  /** Path of vitest. */
  readonly program: string
}

/**
 * Finds the repository's own specs and its own vitest.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` if either is missing
 */
export function findSpecs(suite: string, workingDirectory: string): FoundSpecs {
  const folder = workingFolder(workingDirectory)
  return { folder, files: specFiles(suite, folder), program: vitestProgram(folder) }
}

/**
 * Runs specs against a server.
 * @param placer what placed the server, if anything did
 */
export async function runSpecs(
  found: FoundSpecs,
  server: MeasuredServer & Pick<ConnectOptions, 'from'>,
  { entry }: Placer,
): Promise<Outcome> {
  const { host, port } = server
  const begun = newDocument({ host, port })
  const document = { ...begun, environment: { ...begun.environment, ...entry } }
  try {
    const { target, facts } = await handshake(server)
    const reached = { ...document, target, environment: { ...document.environment, server: facts } }
    logLine(`Running ${found.files.length} spec file(s) with ${found.program}`)
    return await outcomeOf(reached, found, server)
  } catch (error) {
    // One error for a server that does not answer, instead of one per spec.
    return { document, specs: [], errors: [messageOf(error)] }
  }
}

async function handshake(
  server: ConnectOptions,
): Promise<{ readonly target: Target; readonly facts: HostFacts | null }> {
  await using client = await connect(server)
  return { target: client.target, facts: client.server }
}

async function outcomeOf(
  document: ResultDocument,
  found: FoundSpecs,
  server: MeasuredServer,
): Promise<Outcome> {
  const reportFile = temporaryFile('specs', 'json')
  try {
    const exitCode = await runVitest({ ...found, server, reportFile })
    const text = existsSync(reportFile) ? readText(reportFile) : null
    const report = readSpecReport(text, found.folder) ?? { specs: [], unhandled: [], limited: false }
    const { specs, unhandled } = report
    const crashes = unhandled.map((message) => `A spec crashed: ${plainLine(message)}`)
    const busy = specs.find(({ run }) => run?.busy !== undefined)?.run?.busy
    const unjudged = tooFewJudged(report, exitCode)
    const explained =
      exitCode === 0 ||
      busy !== undefined ||
      unjudged !== undefined ||
      crashes.length > 0 ||
      specs.some(({ state }) => state === 'failed')
    const finished = specs.map((spec) => finishedSpec(spec, document.target))
    return {
      document: documentOfSpecs(document, finished),
      specs,
      errors: [...crashes, ...endingErrors({ exitCode, explained, reported: specs.length > 0 })],
      busy: busy === undefined ? undefined : plainLine(busy),
      unjudged,
    }
  } finally {
    rmSync(reportFile, { force: true })
  }
}

/**
 * That too few specs could be judged: by the limit of the plugin, which vitest's exit code tells if nothing else explains it,
 * else by whether any was.
 */
function tooFewJudged({ specs, limited }: SpecReport, exitCode: number | null): string | undefined {
  const reasons = specs.flatMap(
    ({ state, run }) => (state === 'skipped' && (run?.unjudged ?? run?.busy)) || [],
  )
  const ran = specs.filter(({ state }) => state !== 'skipped').length + reasons.length
  const failed = specs.some(({ state }) => state === 'failed' || state === 'incomplete')
  const tooFew = limited ? exitCode !== 0 && !failed : reasons.length === ran
  if (reasons.length === 0 || !tooFew) return undefined
  return `${reasons.length} of ${counted(ran, 'spec')} could not be judged. ${firstReason(reasons.map(plainLine))}`
}

/** How vitest ended, if the reported specs do not account for it. */
function endingErrors(ending: {
  readonly exitCode: number | null
  readonly explained: boolean
  readonly reported: boolean
}): readonly string[] {
  const how = ending.exitCode === null ? 'on a signal' : `with exit code ${ending.exitCode}`
  if (!ending.reported) return [`vitest ended ${how} and reported no spec: see its output above.`]
  return ending.explained ? [] : [`vitest ended ${how}, but no spec failed: see its output above.`]
}

/** @param target of every measurement whose own target the spec reporter does not report */
function finishedSpec(spec: Spec, target: Target): FinishedSpec {
  const { run, measurements } = spec
  return {
    ...spec,
    errors: spec.errors.map(({ message }) => message),
    measured: measurements.map((measurement, index) => {
      const to = run?.measured[index] ?? { target, via: null }
      return { measurement, target: to.target, via: to.via }
    }),
    comparisons: run?.comparisons ?? [],
    verdicts: run?.verdicts ?? [],
    placement: run?.placement,
  }
}

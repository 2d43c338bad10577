import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { existsSync, readFileSync, rmSync } from 'node:fs'

import * as core from '@actions/core'

import { formatHostPort } from '../../address.ts'
import type { HostPort } from '../../address.ts'
import { connect } from '../../client/client.ts'
import { newDocument } from '../../host/new-document.ts'
import { entryPath } from '../../host/entry-path.ts'
import { messageOf } from '../../errors.ts'
import { nextEvent } from '../../host/next-event.ts'
import { documentOfSpecs } from '../../results/document-of-specs.ts'
import type { FinishedSpec } from '../../results/document-of-specs.ts'
import type { HostFacts, ResultDocument, Target } from '../../results/types.ts'
import { forChildren } from '../run/environment.ts'
import { plainLine, say } from '../log.ts'
import { temporaryFile, workingFolder } from '../places.ts'
import { specFiles } from './spec-files.ts'
import { REPORT_VARIABLE } from './spec-reporter.ts'
import { readSpecReport } from './spec-report.ts'
import type { Spec, SuiteOutcome } from '../run/suite-outcome.ts'
import { vitestProgram } from './vitest-program.ts'

/** Specs that were found, and what runs them. */
export interface FoundSpecs {
  readonly folder: string
  readonly files: readonly string[]
  /** Path of vitest. */
  readonly program: string
}

/**
 * Finds the repository's own specs, and its own vitest.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` where there is none
 */
export function findSpecs(suite: string, workingDirectory: string): FoundSpecs {
  const folder = workingFolder(workingDirectory)
  return { folder, files: specFiles(suite, folder), program: vitestProgram(folder) }
}

/** Runs specs against a server. */
export async function runSpecs(found: FoundSpecs, server: HostPort): Promise<SuiteOutcome> {
  const document = newDocument(server)
  try {
    const { target, facts } = await shakeHands(server)
    const met = { ...document, target, environment: { ...document.environment, server: facts } }
    say(`Running ${found.files.length} spec file(s) with ${found.program}`)
    return await outcomeOf(met, found, server)
  } catch (error) {
    // A server that does not answer is told once, and not by every spec.
    return { document, specs: [], errors: [messageOf(error)] }
  }
}

async function shakeHands(
  server: HostPort,
): Promise<{ readonly target: Target; readonly facts: HostFacts | null }> {
  await using client = await connect(server)
  return { target: client.target, facts: client.server }
}

async function outcomeOf(
  document: ResultDocument,
  found: FoundSpecs,
  server: HostPort,
): Promise<SuiteOutcome> {
  const { folder } = found
  const reportFile = temporaryFile('specs', 'json')
  try {
    const exitCode = await runVitest(found, reportFile, server)
    const report = readSpecReport(existsSync(reportFile) ? readFileSync(reportFile, 'utf8') : null, folder)
    const { specs, unhandled } = report ?? { specs: [], unhandled: [] }
    const failed = specs.some(({ state }) => state === 'failed')
    const crashes = unhandled.map((message) => `A spec crashed: ${plainLine(message)}`)
    const silent = report === null || (specs.length === 0 && !failed)
    const code = exitCode === null ? 'by a signal' : `with exit code ${exitCode}`
    const ended = silent
      ? [`vitest ended ${code} and told of no spec: its output above says why.`]
      : exitCode !== 0 && !failed && crashes.length === 0
        ? [`vitest ended ${code}, though no spec failed: its output above says why.`]
        : []
    return {
      document: documentOfSpecs(
        document,
        specs.map((spec) => finishedSpec(spec, document.target)),
      ),
      specs,
      errors: [...crashes, ...ended],
    }
  } finally {
    rmSync(reportFile, { force: true })
  }
}

/** @param target of each measurement whose own target the spec reporter does not know */
function finishedSpec(spec: Spec, target: Target): FinishedSpec {
  const { run, measurements } = spec
  return {
    ...spec,
    errors: spec.errors.map(({ message }) => message),
    measured: measurements.map((measurement, index) => ({
      measurement,
      target: run?.measured[index]?.target ?? target,
      via: run?.measured[index]?.via ?? null,
    })),
    comparisons: run?.comparisons ?? [],
    verdicts: run?.verdicts ?? [],
  }
}

async function runVitest(
  { program, files, folder }: FoundSpecs,
  reportFile: string,
  server: HostPort,
): Promise<number | null> {
  const reporters = ['--reporter=default', `--reporter=${entryPath(import.meta.url, 'spec-reporter')}`]
  // Names and output of specs are text from outside: until it is told this word, the runner takes nothing for a command.
  const resume = randomUUID()
  core.info(`::stop-commands::${resume}`)
  try {
    const vitest = spawn(
      process.execPath,
      [program, 'run', '--includeTaskLocation', ...reporters, ...files],
      {
        cwd: folder,
        env: {
          ...forChildren(process.env),
          WYNDRVR_SERVER: formatHostPort(server),
          [REPORT_VARIABLE]: reportFile,
        },
        stdio: ['ignore', 'inherit', 'inherit'],
      },
    )
    return await nextEvent<number | null>(vitest, 'exit')
  } finally {
    core.info(`\n::${resume}::`)
  }
}

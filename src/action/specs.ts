import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { existsSync, globSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'

import * as core from '@actions/core'

import { formatHostPort } from '../address.ts'
import type { HostPort } from '../address.ts'
import { connect } from '../client/client.ts'
import { newDocument } from '../client/suite.ts'
import { messageOf, WyndrvrError } from '../errors.ts'
import { nextEvent } from '../next-event.ts'
import { withoutInputs } from './environment.ts'
import type { Inputs } from './inputs.ts'
import type { SuiteOutcome } from './suite-outcome.ts'
import { readVitestReport } from './vitest-report.ts'

/** Runs the repository's own specs with its own vitest against a server. */
export async function runSpecs(
  { suite, workingDirectory }: { readonly suite: string } & Pick<Inputs, 'workingDirectory'>,
  target: HostPort,
): Promise<SuiteOutcome> {
  const folder = resolve(process.env['GITHUB_WORKSPACE'] ?? '.', workingDirectory)
  const files = specFiles(suite, folder)
  const program = vitestProgram(folder)
  const reportFile = join(process.env['RUNNER_TEMP'] ?? tmpdir(), `wyndrvr-vitest-${randomUUID()}.json`)
  const document = newDocument({ ...target, dialect: null, mode: null })
  try {
    await shakeHands(target)
  } catch (error) {
    return { document, specs: [], failures: [messageOf(error)] }
  }
  core.info(`Running ${files.length} spec file(s) with ${program}`)
  const exitCode = await runVitest(program, files, folder, reportFile, target)
  try {
    const report = readVitestReport(existsSync(reportFile) ? readFileSync(reportFile, 'utf8') : null, folder)
    const failed = report.specs.filter(({ state }) => state === 'failed').map(({ name }) => `Failed: ${name}`)
    const crashed =
      failed.length === 0 && exitCode !== 0
        ? [`vitest ended with exit code ${exitCode}: its output says why.`]
        : []
    return {
      document: {
        ...document,
        target: { ...target, dialect: 'seed', mode: null },
        measurements: report.specs.flatMap(({ measurements }) => measurements),
      },
      specs: report.specs,
      failures: [...failed, ...crashed],
    }
  } finally {
    rmSync(reportFile, { force: true })
  }
}

/** A server that does not answer is told once, and not by every spec. */
async function shakeHands(target: HostPort): Promise<void> {
  const client = await connect(target)
  await client.close()
}

function specFiles(suite: string, folder: string): readonly string[] {
  const files = existsSync(folder)
    ? globSync(suite, { cwd: folder, exclude: (name) => name === 'node_modules' }).toSorted()
    : []
  if (files.length > 0) return files.map((file) => resolve(folder, file))
  throw new WyndrvrError('ERR_WYNDRVR_VALUE', `The input suite matches no file: '${suite}' in ${folder}.`)
}

function vitestProgram(folder: string): string {
  try {
    const manifest = createRequire(join(folder, 'package.json')).resolve('vitest/package.json')
    return join(dirname(manifest), 'vitest.mjs')
  } catch (error) {
    const sentence = `The input suite needs vitest, and ${folder} has none: install it (npm install --save-dev vitest) before this step.`
    throw new WyndrvrError('ERR_WYNDRVR_VALUE', sentence, { cause: error })
  }
}

async function runVitest(
  program: string,
  files: readonly string[],
  folder: string,
  reportFile: string,
  target: HostPort,
): Promise<number | null> {
  const reporters = ['--reporter=default', '--reporter=github-actions', '--reporter=json']
  const words = [program, 'run', ...reporters, `--outputFile.json=${reportFile}`, ...files]
  const vitest = spawn(process.execPath, words, {
    cwd: folder,
    env: specEnvironment(target),
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  return nextEvent<number | null>(vitest, 'exit')
}

/** The environment without the job summary: vitest's reporter would list the specs there a second time. */
function specEnvironment(target: HostPort): NodeJS.ProcessEnv {
  const { GITHUB_STEP_SUMMARY: _summary, ...environment } = withoutInputs(process.env)
  return { ...environment, WYNDRVR_SERVER: formatHostPort(target) }
}

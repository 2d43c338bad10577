import { randomUUID } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import * as core from '@actions/core'

import { formatHostPort } from '../address.ts'
import type { HostPort } from '../address.ts'
import { messageOf } from '../errors.ts'
import { markdownReport } from '../report/markdown.ts'
import { writeDocument } from '../results/document.ts'
import { startBackgroundServer } from '../server/background.ts'
import { runBuiltInSuite } from './built-in-suite.ts'
import { commentOnPullRequest } from './comment.ts'
import { withoutInputs } from './environment.ts'
import { loadInputs } from './inputs.ts'
import type { Inputs } from './inputs.ts'
import { setFigures } from './outputs.ts'
import { runSpecs } from './specs.ts'
import { saveServer } from './state.ts'
import type { SuiteOutcome } from './suite-outcome.ts'

/** The step: server up, suite run, figures reported. Its colour comes from the measurements alone. */
export async function runStep(): Promise<void> {
  core.setOutput('passed', 'false')
  const inputs = loadInputs()
  const target = inputs.server ?? (await startServer(inputs))
  core.info(`Measuring the server at ${formatHostPort(target)}`)
  const outcome = await runSuite(inputs, target)
  const passed = outcome.failures.length === 0
  setFigures(outcome.document, passed)
  saveDocument(outcome)
  const report = markdownReport({ ...outcome, mode: inputs.server === null ? inputs.mode : null })
  await writeSummary(report)
  if (inputs.comment === 'always') await commentOnPullRequest(report, inputs)
  if (!passed) core.setFailed(outcome.failures.join('\n'))
}

/** Resolves when the server listens; that it answers is seen by the suite's own handshake. */
async function startServer({ host, port, mode, workers }: Inputs): Promise<HostPort> {
  const server = await startBackgroundServer({
    host,
    port,
    mode,
    env: withoutInputs(process.env),
    ...(workers === null ? {} : { workers }),
  })
  saveServer(server.pid)
  await server.release()
  for (const warning of server.warnings) core.warning(warning)
  core.info(`Started a server in ${mode} mode on ${formatHostPort(server.address)}`)
  return { host: reachable(server.address.host), port: server.address.port }
}

/** An address that stands for all of the machine's is no place to connect to. */
function reachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1'
  return host === '::' ? '::1' : host
}

async function runSuite(inputs: Inputs, target: HostPort): Promise<SuiteOutcome> {
  return inputs.suite === null
    ? runBuiltInSuite(inputs, target)
    : runSpecs({ ...inputs, suite: inputs.suite }, target)
}

function saveDocument({ document }: SuiteOutcome): void {
  const folder = join(process.env['RUNNER_TEMP'] ?? tmpdir(), 'wyndrvr')
  const path = join(folder, `result-${randomUUID()}.json`)
  try {
    mkdirSync(folder, { recursive: true })
    writeFileSync(path, writeDocument(document))
    core.setOutput('results', path)
  } catch (error) {
    core.warning(`The result document could not be written: ${messageOf(error)}`)
  }
}

async function writeSummary(report: string): Promise<void> {
  try {
    await core.summary.addRaw(report, true).write()
  } catch (error) {
    core.warning(`The job summary could not be written: ${messageOf(error)}`)
  }
}

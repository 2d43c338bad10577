/** What a runner starts: once as the step, and again at the end of the job. */
import * as core from '@actions/core'

import { formatHostPort, SERVER_VARIABLE } from '../address.ts'
import { FINGERPRINT_VARIABLE } from '../client/named-certificate.ts'
import { messageOf } from '../errors.ts'
import { Placer } from '../host/placer.ts'
import { hidePrivate } from './child-environment.ts'
import { reportEndedRun } from './forks/report-ended-run.ts'
import { makeOctokit } from './github/octokit.ts'
import { readOrigin } from './github/origin.ts'
import { refuseUntrustedCode } from './github/refuse-untrusted-code.ts'
import { withPullHead } from './github/with-pull-head.ts'
import { loadInputs, loadPostInputs } from './inputs/load-inputs.ts'
import type { Inputs } from './inputs/inputs.ts'
import { runPost } from './post.ts'
import { compareArms } from './run/compare-arms.ts'
import { markProcesses } from './run/leftovers.ts'
import { judgeResults } from './run/judge-results.ts'
import { measureAndReport } from './run/measure-and-report.ts'
import { measureServer } from './run/measure-server.ts'
import { startOwnServer } from './run/own-server.ts'
import { logLine } from './log.ts'
import { TOKEN_VARIABLE } from '../protocol/token.ts'
import { isPost } from './saved-state.ts'

// A crash must not leave a step green.
for (const event of ['uncaughtException', 'unhandledRejection']) {
  process.on(event, (error: unknown) => {
    core.setFailed(messageOf(error))
    process.exit()
  })
}

// The programs that a comparison starts end with this process: a canceled job must not leave them behind.
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    logLine(`The job was canceled (${signal}): the step ends without a result.`)
    process.exit(1)
  })
}

await run()

async function run(): Promise<void> {
  try {
    if (isPost()) await runPost(loadPostInputs())
    else await runStep()
  } catch (error) {
    core.setFailed(messageOf(error))
  }
}

async function runStep(): Promise<void> {
  // The outputs of a step that ends early.
  setVerdict('fail')
  const inputs = loadInputs()
  hidePrivate()
  const triggered = readOrigin(inputs.pullRequest)
  refuseUntrustedCode(triggered, inputs)
  core.setOutput('report-url', triggered.runUrl)
  const octokit = inputs.token === null ? null : makeOctokit(inputs.token)
  const origin = await withPullHead(octokit, triggered, inputs)
  const step = { octokit, origin, inputs }
  markProcesses()
  switch (inputs.task) {
    case 'suite':
      return measureAndReport(step, async () => measureServer(inputs))
    case 'compare':
      return measureAndReport(step, async () => compareArms(inputs))
    case 'judge':
      return measureAndReport(step, async (baseline) => judgeResults(inputs, baseline))
    case 'server':
      return startForLaterSteps(inputs)
    case 'report':
      return reportEndedRun(step)
  }
}

async function startForLaterSteps(inputs: Inputs): Promise<void> {
  using placer = new Placer(inputs.placement)
  const server = await startOwnServer(inputs, placer)
  const address = formatHostPort(server)
  core.exportVariable(SERVER_VARIABLE, address)
  const fingerprint = server.tls?.fingerprint ?? ''
  // That of an earlier step's server would not fit this one.
  if (fingerprint !== (process.env[FINGERPRINT_VARIABLE] ?? ''))
    core.exportVariable(FINGERPRINT_VARIABLE, fingerprint)
  if (inputs.serverToken) core.exportVariable(TOKEN_VARIABLE, process.env[TOKEN_VARIABLE])
  core.setOutput('server', address)
  setVerdict('pass')
}

function setVerdict(verdict: 'pass' | 'fail'): void {
  core.setOutput('verdict', verdict)
  core.setOutput('passed', String(verdict === 'pass'))
}

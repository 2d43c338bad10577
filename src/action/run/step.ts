import * as core from '@actions/core'

import { formatHostPort } from '../../address.ts'
import { forgetInputs } from './environment.ts'
import { loadInputs } from '../inputs/load-inputs.ts'
import type { Inputs } from '../inputs/load-inputs.ts'
import { measure } from './measure.ts'
import { makeOctokit } from '../github/octokit.ts'
import { readOrigin } from '../github/origin.ts'
import { startOwnServer } from './own-server.ts'
import { refuseUntrusted } from '../github/refuse-untrusted.ts'
import { reportEndedRun } from '../report/report-ended-run.ts'
import { compareArms } from './compare-arms.ts'
import { measureServer } from './measure-server.ts'

/** The step. Its colour comes from what was measured alone. */
export async function runStep(): Promise<void> {
  core.setOutput('passed', 'false')
  core.setOutput('verdict', 'fail')
  const inputs = loadInputs()
  forgetInputs()
  const origin = readOrigin()
  refuseUntrusted(origin, inputs)
  core.setOutput('report-url', origin.runUrl)
  const octokit = inputs.token === null ? null : makeOctokit(inputs.token)
  switch (inputs.run) {
    case 'server':
      return startForLaterSteps(inputs)
    case 'report':
      return reportEndedRun(octokit, origin, inputs)
    case 'compare':
      return measure(async () => compareArms(inputs), octokit, origin, inputs)
    default:
      return measure(async () => measureServer(inputs), octokit, origin, inputs)
  }
}

async function startForLaterSteps(inputs: Inputs): Promise<void> {
  const address = formatHostPort(await startOwnServer(inputs))
  core.exportVariable('WYNDRVR_SERVER', address)
  core.setOutput('server', address)
  core.setOutput('verdict', 'pass')
  core.setOutput('passed', 'true')
}

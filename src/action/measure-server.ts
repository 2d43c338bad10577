import * as core from '@actions/core'

import { formatHostPort } from '../address.ts'
import { runBuiltInSuite } from './built-in-suite.ts'
import type { Inputs } from './inputs.ts'
import { say } from './log.ts'
import { startOwnServer } from './own-server.ts'
import { runSpecs } from './specs.ts'
import type { SuiteOutcome } from './suite-outcome.ts'

/** Runs a suite against a server: one that is named, or one that is started. */
export async function measureServer(inputs: Inputs): Promise<SuiteOutcome> {
  const { suite } = inputs
  const target = inputs.server ?? (await startOwnServer(inputs))
  core.setOutput('server', formatHostPort(target))
  say(`Measuring the server at ${formatHostPort(target)}`)
  return suite === null ? runBuiltInSuite(inputs, target) : runSpecs({ ...inputs, suite }, target)
}

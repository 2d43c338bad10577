import * as core from '@actions/core'

import { formatHostPort } from '../../address.ts'
import { runBuiltInSuite } from './built-in-suite.ts'
import type { Inputs } from '../inputs/load-inputs.ts'
import { say } from '../log.ts'
import { startOwnServer } from './own-server.ts'
import { findSpecs, runSpecs } from '../specs/run-specs.ts'
import type { SuiteOutcome } from './suite-outcome.ts'

/** Runs a suite against a server: one that is named, or one that is started. */
export async function measureServer(inputs: Inputs): Promise<SuiteOutcome> {
  const { suite, workingDirectory } = inputs
  // Before a server is started: without them there is nothing to do.
  const specs = suite === null ? null : findSpecs(suite, workingDirectory)
  const target = inputs.server ?? (await startOwnServer(inputs))
  core.setOutput('server', formatHostPort(target))
  say(`Measuring the server at ${formatHostPort(target)}`)
  return specs === null ? runBuiltInSuite(inputs, target) : runSpecs(specs, target)
}

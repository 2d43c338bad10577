import * as core from '@actions/core'

import { FROM_VARIABLE } from '../../agent/agent-words.ts'
import { namedServerText } from '../../client/wire/http-target.ts'
import { commandLine } from '../../host/command-words.ts'
import { PATIENCE_VARIABLE } from '../../host/measuring-lock.ts'
import { PLACEMENT_VARIABLE } from '../../host/placement.ts'
import { Placer } from '../../host/placer.ts'
import type { Inputs } from '../inputs/inputs.ts'
import { logLine } from '../log.ts'
import type { Outcome } from '../outcome/outcome.ts'
import { findSpecs, runSpecs } from '../specs/run-specs.ts'
import { runBuiltInSuite } from './built-in-suite.ts'
import { startOwnServer } from './own-server.ts'
import { elsewhereOptions, reachedAt, startElsewhere } from './server-elsewhere.ts'

/** Runs a suite against the server that the inputs name, or against one that it starts, here or elsewhere. */
export async function measureServer(inputs: Inputs): Promise<Outcome> {
  const { suite, workingDirectory } = inputs
  // Before a server starts: missing specs are an error.
  const specs = suite === null ? null : findSpecs(suite, workingDirectory)
  using placer = new Placer(inputs.placement)
  await using elsewhere =
    inputs.serverFrom === null
      ? null
      : await startElsewhere(elsewhereOptions(inputs.serverFrom, inputs), inputs)
  const found =
    elsewhere === null
      ? (inputs.server ?? (await startOwnServer(inputs, placer)))
      : await reachedAt(elsewhere, inputs)
  const target = { ...found, ...inputs.connecting }
  const named = namedServerText(target)
  core.setOutput('server', named)
  logLine(`Measuring the server at ${named}`)
  // Specs wait for their own turns.
  process.env[PATIENCE_VARIABLE] = `${inputs.patience}ms`
  if (specs === null) return await runBuiltInSuite(inputs, target, placer)
  // They place themselves.
  if (inputs.placement !== 'none') process.env[PLACEMENT_VARIABLE] = inputs.placement
  if (inputs.from !== null) process.env[FROM_VARIABLE] = commandLine(inputs.from)
  return await runSpecs(specs, { ...target, from: inputs.from ?? undefined }, placer)
}

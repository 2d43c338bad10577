import { createServer } from 'node:net'
import { once } from 'node:events'

import * as core from '@actions/core'
import { split } from 'shlex'

import { compare } from '../compare/compare.ts'
import { comparePlan, MEASURES } from '../compare/plan.ts'
import type { ArmOptions, CompareOptions } from '../compare/plan.ts'
import { comparisonLines, comparisonProgress, comparisonStarted } from '../report/comparison.ts'
import { PORT_PLACE } from './arm-input.ts'
import type { ArmInput } from './arm-input.ts'
import type { Inputs } from './inputs.ts'
import { plainLine } from './log.ts'
import { workingFolder } from './places.ts'
import { inputError } from './read-input.ts'
import type { SuiteOutcome } from './suite-outcome.ts'

/** What is compared, and how. */
export type CompareInputs = Pick<Inputs, 'base' | 'head' | 'tests' | 'budget' | 'margin' | 'workingDirectory'>

/** Compares base and head in this job, in bursts that take turns. Commands are run in the working directory. */
export async function compareArms(inputs: CompareInputs): Promise<SuiteOutcome> {
  const { base, head, tests, budget, margin, workingDirectory } = inputs
  const print = (lines: readonly string[]): void => core.info(lines.map(plainLine).join('\n'))
  process.chdir(workingFolder(workingDirectory))
  const measure = MEASURES.filter((name) => tests.length === 0 || tests.includes(name))
  const options: CompareOptions = {
    base: await armOf('base', base),
    head: await armOf('head', head),
    measure,
    budget,
    margin,
    onProgress: ({ seconds, metrics }) => print(comparisonProgress(seconds, metrics)),
  }
  const plan = comparePlan(options)
  print(comparisonStarted(plan))
  const { document, error } = await compare({ ...options, seed: plan.seed })
  print(comparisonLines(document.comparisons))
  return { document, specs: [], errors: error ? [error.message] : [] }
}

async function armOf(name: 'base' | 'head', arm: ArmInput | null): Promise<ArmOptions> {
  if (arm === null) throw inputError(name, 'is needed with run: compare', '')
  const { address, command } = arm
  const place = address ?? { host: '127.0.0.1', port: await freePort() }
  if (command === null) return place
  const words = wordsOf(name, command).map((word) => word.replaceAll(PORT_PLACE, String(place.port)))
  return { ...place, command: words }
}

/** As a shell splits them, and nothing else of what a shell does. */
function wordsOf(name: 'base' | 'head', command: string): readonly string[] {
  try {
    return split(command)
  } catch {
    throw inputError(name, 'must be a command whose quotes are closed', command)
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address !== null ? address.port : 0
}

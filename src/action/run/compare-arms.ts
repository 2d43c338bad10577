import { split } from 'shlex'

import type { HostPort } from '../../address.ts'
import { freePort } from '../../host/free-port.ts'
import { newDocument } from '../../host/new-document.ts'
import { compare } from '../../compare/compare.ts'
import { comparePlan, MEASURES } from '../../compare/plan.ts'
import type { ArmOptions, CompareOptions } from '../../compare/plan.ts'
import { messageOf } from '../../errors.ts'
import { comparisonLines, comparisonProgress, comparisonStarted } from '../../report/comparison.ts'
import { PORT_PLACE } from '../inputs/arm-input.ts'
import type { ArmInput } from '../inputs/arm-input.ts'
import type { Inputs } from '../inputs/load-inputs.ts'
import { inTurn } from './in-turn.ts'
import { sayLines } from '../log.ts'
import { workingFolder } from '../places.ts'
import { inputError } from '../inputs/read-input.ts'
import type { SuiteOutcome } from './suite-outcome.ts'

const LOOPBACK = '127.0.0.1'

/** What is compared, and how. */
export type CompareInputs = Pick<Inputs, 'base' | 'head' | 'tests' | 'budget' | 'margin' | 'workingDirectory'>

/**
 * Compares base and head in this job, in bursts that take turns, while nothing else of ours measures on the machine. Commands
 * are run in the working directory.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` for a command that can't be read
 */
export async function compareArms(inputs: CompareInputs): Promise<SuiteOutcome> {
  const { workingDirectory } = inputs
  const base = wordsOf('base', inputs.base)
  const head = wordsOf('head', inputs.head)
  process.chdir(workingFolder(workingDirectory))
  try {
    // Not before: a port that is free now may be another's when it is our turn.
    return await inTurn(async () =>
      comparison({ ...inputs, base: await placed(base), head: await placed(head) }),
    )
  } catch (error) {
    const { host, port } = base.address ?? { host: LOOPBACK, port: 0 }
    const document = newDocument({ host, port })
    return { document, specs: [], errors: [messageOf(error)] }
  }
}

async function comparison({
  base,
  head,
  tests,
  budget,
  margin,
}: Omit<CompareInputs, 'base' | 'head'> & Pick<CompareOptions, 'base' | 'head'>): Promise<SuiteOutcome> {
  const options: CompareOptions = {
    base,
    head,
    measure: MEASURES.filter((name) => tests.length === 0 || tests.includes(name)),
    budget,
    margin,
    onProgress: ({ seconds, metrics }) => sayLines(comparisonProgress(seconds, metrics)),
  }
  const plan = comparePlan(options)
  sayLines(comparisonStarted(plan))
  const { document, error } = await compare({ ...options, seed: plan.seed })
  sayLines(comparisonLines(document.comparisons))
  return { document, specs: [], errors: error ? [error.message] : [] }
}

/** An arm whose command is split into words. */
interface Words {
  readonly address: HostPort | null
  readonly command: readonly string[] | null
}

/** As a shell splits them, and nothing else of what a shell does. */
function wordsOf(name: 'base' | 'head', arm: ArmInput | null): Words {
  if (arm === null) throw inputError(name, 'is needed with run: compare', '')
  const { address, command } = arm
  try {
    return { address, command: command === null ? null : split(command) }
  } catch {
    throw inputError(name, 'must be a command whose quotes are closed', command ?? '')
  }
}

async function placed({ address, command }: Words): Promise<ArmOptions> {
  const place = address ?? { host: LOOPBACK, port: await freePort() }
  return command === null
    ? place
    : { ...place, command: command.map((word) => word.replaceAll(PORT_PLACE, String(place.port))) }
}

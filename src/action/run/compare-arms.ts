import type { NamedServer } from '../../client/wire/http-target.ts'
import { usageError } from '../../check.ts'
import { freePort } from '../../host/free-port.ts'
import { messageOf } from '../../errors.ts'
import { commandWords } from '../../host/command-words.ts'
import { compare } from '../../compare/compare.ts'
import { withPort } from '../../compare/port-placeholder.ts'
import { comparePlan } from '../../compare/plan.ts'
import type { ArmOptions, NamedArmOptions, SeveralArms, TwoArms } from '../../compare/arm-plan.ts'
import type { CompareOptions } from '../../compare/plan.ts'
import { comparisonLines, comparisonProgress, comparisonStarted } from '../../report/comparison.ts'
import { placementLines } from '../../report/placement-lines.ts'
import { addressAt } from '../inputs/arm-input.ts'
import type { ArmInput } from '../inputs/arm-input.ts'
import { comparedNames } from '../inputs/compared-names.ts'
import type { Inputs } from '../inputs/inputs.ts'
import { inTurn, unmeasured } from './in-turn.ts'
import { logLines } from '../log.ts'
import { shownCertificate } from './server-certificate.ts'
import { behindArms, startElsewhere } from './server-elsewhere.ts'
import { workingFolder } from '../inputs/working-folder.ts'
import { inputError } from '../inputs/input-error.ts'
import type { Outcome } from '../outcome/outcome.ts'

/** The inputs of a comparison. */
export type CompareInputs = Pick<
  Inputs,
  | 'base'
  | 'head'
  | 'arms'
  | 'tests'
  | 'thresholds'
  | 'streams'
  | 'rate'
  | 'budget'
  | 'margin'
  | 'restart'
  | 'timeout'
  | 'placement'
  | 'workingDirectory'
  | 'patience'
  | 'serverFrom'
  | 'serverToken'
  | 'serverTls'
  | 'from'
  | 'connecting'
>

/**
 * Compares the arms in this job, in alternating bursts, when no other measurement runs on this machine. Commands run in
 * the working directory.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` if a command cannot be parsed
 */
export async function compareArms(inputs: CompareInputs): Promise<Outcome> {
  const { workingDirectory } = inputs
  const arms = armsOf(inputs)
  process.chdir(workingFolder(workingDirectory))
  try {
    // Ports are chosen in turn: one that is free now may be taken later.
    return await inTurn(inputs.patience, async () => {
      const { serverFrom, serverTls: tls, from, connecting } = inputs
      const behind =
        serverFrom === null
          ? null
          : await startElsewhere({ ...behindArms(serverFrom, firstOf(arms)), tls }, inputs)
      try {
        const certificate = behind === null ? {} : shownCertificate(behind)
        const shared = { from: from ?? undefined, ...certificate, ...connecting }
        return await comparison(inputs, await placedArms(arms, shared))
      } finally {
        await behind?.close()
      }
    })
  } catch (error) {
    const address = firstOf(arms)?.address
    return unmeasured(typeof address === 'object' ? address : { host: 'localhost', port: 0 }, error)
  }
}

/** The arms, each with its command split into words. */
type ArmWords =
  | { readonly base: Words; readonly head: Words; readonly arms?: undefined }
  | { readonly arms: readonly (Words & { readonly name: string })[]; readonly base?: undefined }

/** The arm with which the others are compared. */
function firstOf(arms: ArmWords): Words | undefined {
  return arms.base ?? arms.arms[0]
}

function armsOf({ base, head, arms }: Pick<Inputs, 'base' | 'head' | 'arms'>): ArmWords {
  return arms.length === 0
    ? { base: wordsOf('base', base), head: wordsOf('head', head) }
    : { arms: arms.map((arm) => ({ name: arm.name, ...wordsOf('arms', arm) })) }
}

/** How all arms are measured. */
type Shared = Pick<ArmOptions, 'from' | 'tls' | 'httpVersion'>

async function placedArms(arms: ArmWords, shared: Shared): Promise<TwoArms | SeveralArms> {
  if (arms.arms === undefined)
    return { base: await placed(arms.base, shared), head: await placed(arms.head, shared) }
  const named: NamedArmOptions[] = []
  for (const { name, ...words } of arms.arms) named.push({ name, ...(await placed(words, shared)) })
  return { arms: named }
}

async function comparison(
  { tests, thresholds, streams, rate, budget, margin, restart, timeout, placement }: CompareInputs,
  arms: TwoArms | SeveralArms,
): Promise<Outcome> {
  const options: CompareOptions = {
    ...arms,
    measure: comparedNames({ tests, thresholds }),
    streams,
    rate,
    budget,
    margin,
    restart,
    timeout,
    placement,
    onProgress: ({ seconds, metrics }) => logLines(comparisonProgress(seconds, metrics)),
  }
  const plan = comparePlan(options)
  logLines(comparisonStarted(plan))
  const { document, error } = await compare({ ...options, seed: plan.seed })
  logLines([...placementLines(document.environment.placement), ...comparisonLines(document.comparisons)])
  return { document, specs: [], errors: error ? [error.message] : [] }
}

/** An arm with its command split into words. */
interface Words {
  readonly address: NamedServer | string
  readonly command: readonly string[] | null
}

/** Splits a command as a shell does, without any other shell features. */
function wordsOf(name: 'base' | 'head' | 'arms', arm: ArmInput | null): Words {
  if (arm === null) throw inputError(name, 'is required with task: compare', '')
  const { address, command } = arm
  try {
    return { address, command: command === null ? null : commandWords(command) }
  } catch (error) {
    throw usageError(`The input ${name} is invalid: ${messageOf(error)}`, { cause: error })
  }
}

async function placed({ address, command }: Words, shared: Shared): Promise<ArmOptions> {
  const at = typeof address === 'string' ? addressAt(address, await freePort()) : address
  const place = { ...at, ...shared }
  return command === null ? place : { ...place, command: command.map((word) => withPort(word, place.port)) }
}

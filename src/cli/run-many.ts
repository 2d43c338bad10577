import { performance } from '../host/clock.ts'
import { WyndrvrError } from '../errors.ts'
import { placementLines } from '../report/placement-lines.ts'
import { leftOut } from '../report/session-lines.ts'
import {
  concurrentStarted,
  concurrentSummary,
  togetherEnded,
  togetherStarted,
} from '../report/session/concurrent.ts'
import type { ResultDocument } from '../results/types.ts'
import { runConcurrent } from '../suite/concurrent.ts'
import type { ClientResult } from '../suite/concurrent.ts'
import { leftOutOf } from '../suite/full-suite.ts'
import type { PlannedStep } from '../suite/kinds.ts'
import { runTogether } from '../suite/run-together.ts'
import type { Failure } from './exit.ts'
import { commandOf } from './kinds.ts'
import type { Outcome, Run } from './client-run.ts'

/** Runs the suite with several clients at once, and prints a line of each. */
export async function runMany(
  { suite, planned, signal, screen, events }: Run,
  clients: number,
): Promise<Outcome> {
  screen.print(concurrentStarted(clients))
  // On a sequential server each client waits for all the others.
  const each = 1000 + planned.native.reduce((sum, step) => sum + longestTime(step), 0)
  const startedAt = performance.now()
  const results = await runConcurrent(clients, suite, {
    planned,
    signal,
    listener: events?.listener,
    longer: clients * each,
  })
  return summed({ suite, screen }, results, performance.now() - startedAt)
}

/** Runs the suite from several places at once, and prints a line of each client. */
export async function runFromMany(
  { suite, planned, signal, screen, events }: Run,
  places: readonly (readonly string[])[],
): Promise<Outcome> {
  screen.print(togetherStarted(places.map((from, index) => ({ client: index + 1, from, host: null }))))
  const startedAt = performance.now()
  const { results, together } = await runTogether(places, suite, {
    planned,
    signal,
    listener: events?.listener,
  })
  const outcome = summed({ suite, screen }, results, performance.now() - startedAt)
  screen.print(togetherEnded(together))
  return { ...outcome, document: { ...outcome.document, together } }
}

/** Prints what several clients measured. */
function summed(
  { suite, screen }: Pick<Run, 'suite' | 'screen'>,
  results: readonly ClientResult[],
  took: number,
): Outcome {
  const lines = results.map(({ client, document: { measurements }, error }) => ({
    client,
    measurements,
    failure: error?.message ?? null,
  }))
  screen.print(concurrentSummary(lines, took / 1000))
  const document = merge(results.map((result) => result.document))
  screen.print(placementLines(document.environment.placement))
  const { dialect } = document.target
  screen.print(leftOut(leftOutOf(suite.tests, dialect), dialect))
  return {
    document,
    failures: summarized(
      results.flatMap(({ error }) => error ?? []),
      results.length,
    ),
  }
}

/** The longest time (ms) a step usually takes. */
function longestTime(step: PlannedStep): number {
  return step.length.seconds * 1000 + commandOf(step).slack(step)
}

/** One document of all clients' measurements, with the target and environment of the first client that connected. */
function merge(documents: readonly ResultDocument[]): ResultDocument {
  const head = documents.find(({ target }) => target.dialect !== null) ?? documents[0]
  if (head === undefined) throw new WyndrvrError('ERR_WYNDRVR_WORKER', 'No client measured anything.')
  return { ...head, measurements: documents.flatMap(({ measurements }) => measurements) }
}

/** One sentence, even if a thousand clients fail for the same reason. */
function summarized(errors: readonly Failure[], clients: number): readonly Failure[] {
  const [first] = errors
  if (first === undefined) return []
  return [
    {
      code: first.code,
      message: `${errors.length} of ${clients} clients failed. The first error: ${first.message}`,
    },
  ]
}

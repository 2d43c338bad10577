import type { MatcherState } from 'vitest'

import { usageError } from '../../src/check.ts'
import type { ResultDocument, Verdict } from '../../src/results/types.ts'
import { amountIn } from '../../src/units.ts'
import { baselineThresholds } from '../../src/verdict/baseline-thresholds.ts'
import { compareWithBaseline } from '../../src/verdict/baseline.ts'
import { metricNamed } from '../../src/verdict/find-metric.ts'
import { environmentDifferences, testDifferences } from '../../src/verdict/fingerprint.ts'
import { judgeThreshold } from '../../src/verdict/judge.ts'
import { notMeasured } from '../../src/verdict/not-measured.ts'
import { parseThreshold } from '../../src/verdict/parse.ts'
import { isMeasuredIn } from '../../src/verdict/readings.ts'
import { writtenThreshold } from '../../src/verdict/threshold.ts'
import type { RegressThreshold } from '../../src/verdict/threshold.ts'
import { unjudgedChange } from '../../src/verdict/unjudged-change.ts'
import { annotate } from './annotate-test.ts'
import { baselineFile, readBaseline, writeBaseline } from './baseline-file.ts'
import type { BaselineFile } from './baseline-file.ts'
import { baselineName } from './baseline-name.ts'
import { documentOf } from './document-of.ts'
import { checkJudgeOptions } from './family.ts'
import { readReceived } from './received.ts'
import { settle } from './settle.ts'
import type { Settled } from './settle.ts'
import { testOf } from './running-test.ts'
import type { BaselineOptions } from './matcher-types.ts'

const PASSES: Settled = { pass: true, message: () => '' }

/**
 * `expect(document).toMatchBaseline('idle')`: a run is no worse than the committed baseline, which the first run writes and
 * vitest's `-u` updates. Without a name it has the test's. On CI, where vitest writes no snapshots either, a missing baseline
 * is not written, and the test is skipped with that reason. If the test itself has changed, it fails.
 */
export function toMatchBaseline(
  this: MatcherState,
  received: unknown,
  ...given: readonly [name?: string, options?: BaselineOptions] | readonly [options: BaselineOptions]
): Settled {
  if (this.isNot) throw usageError('toMatchBaseline does not support not. Use toMatchBaseline without it.')
  const [first, second] = given
  const options = typeof first === 'object' ? first : (second ?? {})
  const name = typeof first === 'object' || first === undefined ? baselineName(this) : first
  checkJudgeOptions('toMatchBaseline', options, 'tolerance', 'thresholds')
  const { testPath } = this
  if (testPath === undefined || name === null) {
    throw usageError('toMatchBaseline can only be used within a test. Give it a name in concurrent tests.')
  }
  const found = readReceived('toMatchBaseline', 'documents and measurements', received)
  const document = documentOf(found)
  const thresholds = thresholdsOf(document, options)
  const file = baselineFile(testPath, name, document)
  onceOnly(this, name, file.path)
  const { snapshotUpdateState: update } = this.snapshotState
  const earlier = update === 'all' ? null : readBaseline(file.path)
  if (earlier !== null) {
    const verdicts = thresholds.map((threshold) => {
      const change = compareWithBaseline(threshold.metric, document, [earlier])
      return judgeThreshold(threshold, document.measurements, change)
    })
    // Every later run of the test would differ in the same way.
    const missing = verdicts.filter((verdict) => isOfAnotherTest(verdict, document, earlier))
    const notes = [
      missing.length > 0
        ? `The test has changed since its baseline ${file.shown} was written. Run vitest with -u to write a new one.`
        : `The baseline is ${file.shown}. Run vitest with -u to update it.`,
    ]
    return settle(this, { ...found, verdicts, missing, notes }, options)
  }
  if (update === 'none') {
    const sentence = `no baseline '${name}' exists for this environment${others(document, file)}. Run vitest with -u to write one.`
    const verdicts = thresholds.map((threshold) => unjudgedChange(threshold, sentence))
    return settle(this, { ...found, verdicts }, options)
  }
  const invalid = thresholds.flatMap((threshold) => {
    const verdict = judgeThreshold(
      threshold,
      document.measurements,
      compareWithBaseline(threshold.metric, document, [document]),
    )
    return verdict.verdict === 'invalid' ? [verdict] : []
  })
  if (invalid.length > 0) {
    return settle(this, { ...found, verdicts: invalid, notes: ['No baseline was written.'] }, options)
  }
  writeBaseline(file.path, document)
  tell(this, name, `Wrote the baseline '${name}' to ${file.shown}. Commit it.`)
  return PASSES
}

/** Whether the test measured otherwise when the baseline was written: with other options, or more or fewer times. */
function isOfAnotherTest({ metric }: Verdict, now: ResultDocument, then: ResultDocument): boolean {
  return testDifferences(metricNamed(metric), now.measurements, then.measurements).length > 0
}

function thresholdsOf(document: ResultDocument, options: BaselineOptions): readonly RegressThreshold[] {
  const { tolerance = '20%', thresholds } = options
  const asked = thresholds?.map((line) => (typeof line === 'string' ? parseThreshold(line) : line))
  const used = asked ?? baselineThresholds(document, amountIn(tolerance, 'share'))
  for (const threshold of used) {
    const metric = metricNamed(threshold.metric)
    const isMeasured = isMeasuredIn(document.measurements)
    const wrong =
      threshold.kind === 'limit' || threshold.kind === 'around'
        ? 'is a limit, not a regress threshold: use toMeet for it'
        : threshold.kind === 'shift'
          ? 'needs a history, which specs do not have: use wyndrvr check with --history'
          : isMeasured(metric)
            ? null
            : `names a metric that ${notMeasured(metric, isMeasured)}`
    if (wrong !== null) {
      throw usageError(`toMatchBaseline: '${writtenThreshold(threshold)}' ${wrong}.`)
    }
  }
  const regress = used.filter((threshold) => threshold.kind === 'regress')
  if (regress.length > 0) return regress
  const sentence =
    "toMatchBaseline has no figures to compare. Name thresholds, as in { thresholds: ['latency.p99 regress < 30%'] }."
  throw usageError(sentence)
}

/** Names the baselines of other environments, if any. */
function others(document: ResultDocument, { others: paths }: BaselineFile): string {
  const [first] = paths
  if (first === undefined) return ''
  const other = readBaseline(first)
  const [difference] = other === null ? [] : environmentDifferences(document, other)
  const which = difference === undefined ? '' : ` (${difference})`
  return paths.length === 1 ? `, only for another one${which}` : `, only for ${paths.length} others${which}`
}

function tell(state: MatcherState, name: string, sentence: string): void {
  const test = testOf(state)
  if (test !== undefined) annotate(test, 'notice', sentence, `baseline ${name}`)
}

/** The test that uses each baseline, by its path. */
const users = new Map<string, string>()

/** Two tests that shared a baseline would be compared with each other. */
function onceOnly(state: MatcherState, name: string, path: string): void {
  const user = testOf(state)?.fullTestName
  if (user === undefined) return
  const other = users.get(path) ?? user
  users.set(path, user)
  if (other === user) return
  const sentence = `The baseline '${name}' already belongs to the test '${other}'. Choose another name for this test's baseline.`
  throw usageError(sentence)
}

import type { MatcherState } from 'vitest'

import { usageError } from '../../src/check.ts'
import type { ResultDocument } from '../../src/results/types.ts'
import { amountIn } from '../../src/units.ts'
import { baselineThresholds } from '../../src/verdict/baseline-thresholds.ts'
import { compareWithBaseline } from '../../src/verdict/baseline.ts'
import { metricNamed } from '../../src/verdict/find-metric.ts'
import { environmentDifferences } from '../../src/verdict/fingerprint.ts'
import { judgeThreshold } from '../../src/verdict/judge.ts'
import { parseThreshold } from '../../src/verdict/parse.ts'
import { printThreshold } from '../../src/verdict/threshold.ts'
import type { RegressThreshold } from '../../src/verdict/threshold.ts'
import { annotate } from './annotate-test.ts'
import { baselineFile, readBaseline, writeBaseline } from './baseline-file.ts'
import type { BaselineFile } from './baseline-file.ts'
import { documentOf } from './document-of.ts'
import { readReceived } from './received.ts'
import { settle } from './settle.ts'
import type { Settled } from './settle.ts'
import { testOf } from './running-test.ts'
import type { BaselineOptions } from './types.ts'

const PASSES: Settled = { pass: true, message: () => '' }

/**
 * `expect(document).toMatchBaseline('idle')`: a run is no worse than the committed one, which the first run writes and
 * vitest's `-u` writes anew. In an environment that has none, nothing is compared, and an annotation says so; on CI
 * (where vitest writes no snapshots either) none is written.
 */
export function toMatchBaseline(
  this: MatcherState,
  received: unknown,
  name: string,
  options: BaselineOptions = {},
): Settled {
  if (this.isNot) throw usageError("toMatchBaseline can't be used with not.")
  const { testPath } = this
  if (testPath === undefined) {
    throw usageError('toMatchBaseline can only be used within a test.')
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
    const notes = [`The baseline is ${file.shown}; vitest's -u writes it anew.`]
    return settle(this, { ...found, verdicts, notes }, options)
  }
  if (update === 'none') {
    tell(
      this,
      name,
      `There is no baseline '${name}' of this environment${others(document, file)}. Nothing was compared. vitest's -u writes one.`,
    )
    return PASSES
  }
  const untrusted = thresholds.flatMap((threshold) => {
    const verdict = judgeThreshold(
      threshold,
      document.measurements,
      compareWithBaseline(threshold.metric, document, [document]),
    )
    return verdict.verdict === 'invalid' ? [verdict] : []
  })
  if (untrusted.length > 0) {
    return settle(this, { ...found, verdicts: untrusted, notes: ['No baseline was written.'] }, options)
  }
  writeBaseline(file.path, document)
  tell(this, name, `The baseline '${name}' was written: ${file.shown}${others(document, file)}. Commit it.`)
  return PASSES
}

function thresholdsOf(document: ResultDocument, options: BaselineOptions): readonly RegressThreshold[] {
  const { tolerance = '20%', thresholds } = options
  const asked = thresholds?.map((line) => (typeof line === 'string' ? parseThreshold(line) : line))
  const used = asked ?? baselineThresholds(document, amountIn(tolerance, 'share'))
  for (const threshold of used) {
    const { read } = metricNamed(threshold.metric)
    const wrong =
      threshold.kind === 'limit'
        ? 'is no threshold with regress: toMeet judges it'
        : document.measurements.every((measurement) => read(measurement).length === 0)
          ? 'is about a metric that was not measured'
          : null
    if (wrong !== null) {
      throw usageError(`toMatchBaseline: '${printThreshold(threshold)}' ${wrong}.`)
    }
  }
  const regress = used.filter((threshold) => threshold.kind === 'regress')
  if (regress.length > 0) return regress
  const sentence =
    "toMatchBaseline found nothing to compare: name thresholds, as in { thresholds: ['latency.p99 regress < 30%'] }."
  throw usageError(sentence)
}

/** What the baselines are of that there are. */
function others(document: ResultDocument, { others: paths }: BaselineFile): string {
  const [first] = paths
  if (first === undefined) return ''
  const other = readBaseline(first)
  const [difference] = other === null ? [] : environmentDifferences(document, other)
  const which = difference === undefined ? '' : ` (${difference})`
  return paths.length === 1
    ? `; there is one of another${which}`
    : `; there are ${paths.length} of others${which}`
}

function tell(state: MatcherState, name: string, sentence: string): void {
  const test = testOf(state)
  if (test !== undefined) annotate(test, 'notice', sentence, `baseline ${name}`)
}

/** Which test each baseline is of. */
const users = new Map<string, string>()

/** Two tests with one baseline would be held against each other. */
function onceOnly(state: MatcherState, name: string, path: string): void {
  const user = testOf(state)?.fullTestName
  if (user === undefined) return
  const other = users.get(path) ?? user
  users.set(path, user)
  if (other === user) return
  const sentence = `The baseline '${name}' belongs to the test '${other}' already: give this one a name of its own.`
  throw usageError(sentence)
}

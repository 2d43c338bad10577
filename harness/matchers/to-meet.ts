import type { MatcherState } from 'vitest'

import { usageError } from '../../src/check.ts'
import type { Verdict } from '../../src/results/types.ts'
import { compareWithBaseline } from '../../src/verdict/baseline.ts'
import { judgeThreshold } from '../../src/verdict/judge.ts'
import { metricNamed } from '../../src/verdict/find-metric.ts'
import { namedOtherwise } from '../../src/verdict/not-measured.ts'
import { parseThreshold } from '../../src/verdict/parse.ts'
import { isMeasuredIn } from '../../src/verdict/readings.ts'
import { writtenThreshold } from '../../src/verdict/threshold.ts'
import type { Threshold } from '../../src/verdict/threshold.ts'
import { documentOf } from './document-of.ts'
import { checkJudgeOptions } from './family.ts'
import { readReceived } from './received.ts'
import type { Received } from './received.ts'
import { settle } from './settle.ts'
import type { Settled } from './settle.ts'
import type { MeetOptions, ThresholdLine } from './matcher-types.ts'

/** `expect(measurement).toMeet('latency.p99 < 5ms')`, with any lines of the threshold language. */
export function toMeet(
  this: MatcherState,
  received: unknown,
  thresholds: ThresholdLine | Threshold | readonly (ThresholdLine | Threshold)[],
  options: MeetOptions = {},
): Settled {
  checkJudgeOptions('toMeet', options, 'baseline')
  const lines = listOf(thresholds)
  if (lines.length === 0)
    throw usageError("toMeet needs at least one threshold, as in toMeet('latency.p99 < 5ms').")
  const found = readReceived('toMeet', 'measurements, comparisons and documents', received)
  const verdicts = lines.map((line) =>
    verdictOf(typeof line === 'string' ? parseThreshold(line) : line, found, options),
  )
  return settle(this, { ...found, verdicts }, options)
}

function listOf(
  thresholds: ThresholdLine | Threshold | readonly (ThresholdLine | Threshold)[],
): readonly (ThresholdLine | Threshold)[] {
  return typeof thresholds === 'string' || 'kind' in thresholds ? [thresholds] : thresholds
}

function verdictOf(threshold: Threshold, received: Received, { baseline = [] }: MeetOptions): Verdict {
  const { measurements, comparisons } = received
  if (threshold.kind === 'limit' || threshold.kind === 'around')
    return judgeThreshold(threshold, measurements)
  if (threshold.kind === 'shift') {
    throw usageError(
      `'${writtenThreshold(threshold)}' needs a history, which specs do not have. Use wyndrvr check with --history.`,
    )
  }
  const { metric } = threshold
  const comparison = comparisons.find((each) => each.metric === metric)
  if (comparison !== undefined) return judgeThreshold(threshold, [], comparison)
  if (baseline.length > 0) {
    return judgeThreshold(
      threshold,
      measurements,
      compareWithBaseline(metric, documentOf(received), baseline),
    )
  }
  const missing = namedOtherwise(metricNamed(metric), isMeasuredIn(measurements, comparisons))
  if (missing !== null) throw usageError(`${metric} ${missing}.`)
  const sentence = `'${writtenThreshold(threshold)}' needs something to compare with. Pass a comparison of ${metric}, documents of earlier runs as toMeet(…, { baseline }), or use toMatchBaseline.`
  throw usageError(sentence)
}

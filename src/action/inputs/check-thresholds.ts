import { usageError } from '../../check.ts'
import { isOverHttp } from '../../compare/arm-plan.ts'
import {
  isCpu,
  MEASURE_NAMES,
  measureOf,
  metricNames,
  metricOf,
  metricOver,
  USUAL,
} from '../../compare/measures.ts'
import { latencyNamed } from '../../verdict/not-measured.ts'
import { writtenThreshold } from '../../verdict/threshold.ts'
import type { Threshold } from '../../verdict/threshold.ts'
import { testNames } from './built-in-tests.ts'
import type { NamedServer } from '../../client/wire/http-target.ts'
import { addressAt } from './arm-input.ts'
import type { Inputs } from './inputs.ts'

/**
 * Rejects thresholds that this step can never judge, before anything starts. What specs measure is not known in advance,
 * nor what is in documents.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE`
 */
export function checkThresholds(
  inputs: Pick<
    Inputs,
    'task' | 'suite' | 'tests' | 'thresholds' | 'baseline' | 'pid' | 'history' | 'server' | 'base' | 'arms'
  >,
): void {
  const { task, suite, thresholds, history } = inputs
  const shift = thresholds.find(({ kind }) => kind === 'shift')
  if (shift !== undefined && history === null) {
    const way =
      task === 'suite' ? 'Name a store in the input history' : 'Use task: suite with the input history'
    throw usageError(
      `The input thresholds has '${writtenThreshold(shift)}', but there is no history to find a change in. ${way}.`,
    )
  }
  if (suite !== null || task === 'judge') return
  for (const threshold of thresholds) {
    const problem =
      task === 'suite'
        ? problemOfSuite(threshold, inputs)
        : task === 'compare'
          ? problemOfComparison(threshold, inputs)
          : `task: ${task} does not judge any`
    if (problem === null) continue
    throw usageError(`The input thresholds has '${writtenThreshold(threshold)}', but ${problem}.`)
  }
}

function problemOfSuite(
  { metric, kind }: Threshold,
  { tests, baseline, pid, server }: Pick<Inputs, 'tests' | 'baseline' | 'pid' | 'server'>,
): string | null {
  const chosen = testNames(tests)
  if (pid.length === 0 && /^cost\.(?:cpu\.(?!client\.|server\.)|rss\.program)/.test(metric)) {
    return 'the process of the program is not known. Name it in the input pid'
  }
  const test = testOf(metric)
  if (test !== null && !chosen.includes(test)) {
    return `the tests ${chosen.join(', ')} do not measure it. Add ${test} to the input tests`
  }
  const other = test === 'latency' ? latencyNamed(metric, latencyOf(server)) : null
  if (other !== null) return other.clause
  return kind === 'regress' && baseline.length === 0
    ? 'there is no earlier run to compare with. Name one in the input baseline, or use task: compare'
    : null
}

/** The test that has a metric; `null` if each has it. */
function testOf(metric: string): string | null {
  if (metric.startsWith('cost.rss.')) return null
  const named = metric.replace(/^cost\.cpu\.(?:(?:client|server)\.)?/, '')
  const [, other] = NAMED_OTHERWISE.find(([subject]) => named.startsWith(`${subject}.`)) ?? []
  return other ?? named.replace(/\..*/, '')
}

/** Tests whose metrics do not begin with their name. */
const NAMED_OTHERWISE = [
  ['http.latency', 'latency'],
  ['http.requests', 'requests'],
  ['http.firstByte', 'connect'],
  ['dns', 'connect'],
  ['tls', 'connect'],
  ['udp.capacity', 'udp-capacity'],
] as const

/** What the metrics of latency to a server are called. */
function latencyOf(server: NamedServer | null): 'latency' | 'http.latency' {
  return server !== null && isOverHttp({ url: server.url }) ? 'http.latency' : 'latency'
}

function problemOfComparison(
  { metric, kind }: Threshold,
  { tests, base, arms }: Pick<Inputs, 'tests' | 'base' | 'arms'>,
): string | null {
  const first = base ?? arms[0] ?? null
  // Any port will do: the names follow from the scheme.
  const latency = latencyOf(first && addressAt(first.address, 1))
  const asked = tests.length === 0 ? USUAL : MEASURE_NAMES.filter((name) => tests.includes(name))
  const compared = [...new Set(asked.map(measureOf))]
    .flatMap(metricNames)
    .map((name) => metricOver(name, latency))
    // A threshold on the change of a CPU time asks for it.
    .filter((name) => !isCpu(name) || kind === 'regress' || asked.map(metricOf).includes(name))
  if (compared.includes(metric)) return null
  const other = testOf(metric) === 'latency' ? latencyNamed(metric, latency) : null
  return other !== null && compared.includes(other.metric.name)
    ? other.clause
    : `this comparison measures only ${compared.join(', ')}`
}

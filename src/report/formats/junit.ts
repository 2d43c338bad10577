import type { ResultDocument, Verdict } from '../../results/types.ts'
import { figureText } from '../../text/figure.ts'
import { comparedName } from '../../verdict/compared-name.ts'
import { STATES } from '../../verdict/run-state.ts'
import { xmlText } from '../xml-text.ts'
import { readingsIn } from './named-run.ts'
import type { NamedRun } from './named-run.ts'

/**
 * Verdicts as JUnit XML, which every CI displays: a suite for each run and a case for each threshold and each comparison.
 * What is `fail` or `worse` has failed, and what could not be judged was skipped. Main figures are properties of the suite.
 */
export function junitReport(runs: readonly NamedRun[]): string {
  const all = runs.flatMap(({ document }) => document.verdicts)
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="wyndrvr"${counts(all)}>`,
    ...runs.flatMap(suite),
    '</testsuites>',
    '',
  ].join('\n')
}

function suite(run: NamedRun): readonly string[] {
  const { startedAt, verdicts }: ResultDocument = run.document
  const figures = readingsIn(run).filter(
    ({ metric, measurement }) => metric.short !== null && measurement.validity.ok,
  )
  const properties = figures.map(
    ({ metric, value }) =>
      `      <property${attributes({ name: metric.name, value: figureText(value, metric.unit) })}/>`,
  )
  return [
    `  <testsuite${attributes({ name: run.name, timestamp: startedAt })}${counts(verdicts)}>`,
    ...(properties.length === 0 ? [] : ['    <properties>', ...properties, '    </properties>']),
    ...verdicts.flatMap(testCase),
    '  </testsuite>',
  ]
}

function testCase({ kind, metric, arm, verdict, threshold, sentence }: Verdict): readonly string[] {
  const head = `    <testcase${attributes({ classname: `wyndrvr.${kind}`, name: threshold ?? comparedName(metric, arm) })}`
  const result = RESULTS[verdict]
  if (result === null) return [`${head}/>`]
  const message = `${STATES[verdict].word}: ${sentence}`
  return [`${head}>`, `      <${result}${attributes({ message })}/>`, '    </testcase>']
}

/** The element that says how a case ended; `null` for one that passed. */
const RESULTS: Readonly<Record<Verdict['verdict'], 'failure' | 'skipped' | null>> = {
  fail: 'failure',
  worse: 'failure',
  invalid: 'skipped',
  inconclusive: 'skipped',
  same: null,
  better: null,
  pass: null,
}

function counts(verdicts: readonly Verdict[]): string {
  const of = (wanted: 'failure' | 'skipped'): number =>
    verdicts.filter(({ verdict }) => RESULTS[verdict] === wanted).length
  return attributes({ tests: verdicts.length, failures: of('failure'), errors: 0, skipped: of('skipped') })
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${xmlText(String(value))}"`)
    .join('')
}

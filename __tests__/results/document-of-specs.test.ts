import { expect, test } from 'vitest'

import { documentOfSpecs, specState } from '../../src/results/document-of-specs.ts'
import type { FinishedSpec } from '../../src/results/document-of-specs.ts'
import { readDocument, writeDocument } from '../../src/results/document.ts'
import type { Verdict } from '../../src/results/types.ts'
import { exampleComparison } from '../support/documents/comparisons.ts'
import { exampleDocument, exampleLatency, exampleThroughput } from '../support/documents/documents.ts'

const DOCUMENT = exampleDocument([])
const SPEC: FinishedSpec = {
  file: 'a.net.test.ts',
  name: 'a spec',
  state: 'passed',
  attempts: 1,
  errors: [],
  measured: [],
  comparisons: [],
  verdicts: [],
}
const { target } = DOCUMENT
const VERDICT: Verdict = {
  kind: 'comparison',
  metric: 'latency.p50',
  verdict: 'same',
  sentence: 'The same.',
  threshold: null,
  figure: null,
  limit: null,
}

test('each spec refers to its measurements, comparisons and verdicts by their index in the document', () => {
  const [first, second, third] = [exampleLatency(), exampleThroughput(), exampleLatency({ sent: 7 })]
  const comparison = exampleComparison()
  const document = documentOfSpecs(DOCUMENT, [
    { ...SPEC, measured: [{ measurement: first, target, via: null }] },
    { ...SPEC, comparisons: [comparison], verdicts: [VERDICT] },
    {
      ...SPEC,
      measured: [second, third].map((measurement) => ({ measurement, target, via: 'proxy:1' })),
      verdicts: [VERDICT, VERDICT],
    },
  ])
  expect(document.measurements).toEqual([first, second, third])
  expect(document.comparisons).toEqual([comparison])
  expect(document.verdicts).toEqual([VERDICT, VERDICT, VERDICT])
  const { measured: _measured, comparisons: _comparisons, verdicts: _verdicts, ...facts } = SPEC
  expect(document.specs).toEqual([
    { ...facts, measured: [{ measurement: 0, target, via: null }], compared: [], judged: [] },
    { ...facts, measured: [], compared: [0], judged: [0] },
    {
      ...facts,
      measured: [1, 2].map((measurement) => ({ measurement, target, via: 'proxy:1' })),
      compared: [],
      judged: [1, 2],
    },
  ])
  expect(readDocument(writeDocument(document), 'it')).toEqual(document)
})

test('a document keeps the first 100 errors of a spec', () => {
  const errors = Array.from({ length: 101 }, (_, index) => `error ${index}`)
  const { specs } = documentOfSpecs(DOCUMENT, [{ ...SPEC, errors }])
  expect(specs?.[0]?.errors).toEqual(errors.slice(0, 100))
})

test.each([
  ['passed', undefined, 'passed'],
  ['failed', undefined, 'failed'],
  ['skipped', 'Not judged: noise.', 'skipped'],
  ['pending', undefined, 'incomplete'],
  // What vitest says of tests that a cancellation kept from their end.
  ['skipped', 'The test run was aborted by the user.', 'incomplete'],
])('a test that vitest calls %s (%s) is a spec that is %s', (state, note, expected) => {
  expect(specState(state, note)).toBe(expected)
})

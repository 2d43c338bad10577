import { expect, test } from 'vitest'

import { FORMATS } from '../../../src/report/formats/formats.ts'
import { measurementLines, suiteSummary } from '../../../src/report/session-lines.ts'
import { readDocument } from '../../../src/results/document.ts'
import type { Comparison } from '../../../src/results/types.ts'
import { judgeDocument } from '../../../src/verdict/judge-document.ts'
import { exampleComparison } from '../../support/documents/comparisons.ts'
import { fullRun, invalidRun, lossyRun, seedRun } from '../example-runs.ts'

const HOSTILE = 'x\n::warning::y\r\u001B[31m\u202E\n##[add-mask]e'
// oxlint-disable-next-line no-control-regex
const UNPRINTABLE = /[\u0000-\u0009\u000B-\u001F\u202E]|^\s*(?:::|##\[)/m
const STYLE = { columns: 80, color: false }

/** Documents that together have a text in every place. */
const DOCUMENTS = {
  full: { ...judgeDocument(fullRun(), ['latency.p50 < 5ms']), comparisons: [exampleComparison()] },
  invalid: judgeDocument(invalidRun(), ['latency.p50 < 5ms', 'download > 1Mbit/s']),
  lossy: lossyRun(),
  short: seedRun(),
  arms: {
    ...seedRun(),
    comparisons: [
      named({ verdict: 'inconclusive', toDecide: { margin: 0.1, budget: 90 } }),
      named({ verdict: 'inconclusive', toDecide: { margin: 0.1, budget: 90 }, metric: 'latency.p50' }),
      named({ judged: false }),
    ],
  },
}

/** A comparison of one of several arms. */
function named(given: Partial<Comparison>): Comparison {
  const { base, head } = exampleComparison().arms
  return exampleComparison({
    arms: { base: { ...base, name: 'one' }, head: { ...head, name: 'two' } },
    ...given,
  })
}

test.each(Object.entries(DOCUMENTS))(
  'no text of a document (%s) prints control characters, or begins a line',
  (_, document) => {
    const text = JSON.stringify(document)
    let read = 0
    const wrong: string[] = []
    for (const path of pathsIn(JSON.parse(text))) {
      const changed: unknown = JSON.parse(text)
      change(changed, path)
      const found = readOrNull(JSON.stringify(changed))
      if (found === null) continue
      read += 1
      const printed = [
        FORMATS.terminal([{ name: 'run.json', document: found }], STYLE),
        ...found.measurements.flatMap((measurement) => measurementLines(measurement)),
        ...suiteSummary(found.measurements),
      ].join('\n')
      if (UNPRINTABLE.test(printed)) wrong.push(path.join('.'))
    }
    expect(wrong).toEqual([])
    expect(read).toBeGreaterThan(10)
  },
)

function readOrNull(text: string): ReturnType<typeof readDocument> | null {
  try {
    return readDocument(text, 'run.json')
  } catch {
    return null
  }
}

/** Where each text of a value is. */
function pathsIn(value: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value === 'string') return [path]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => pathsIn(inner, [...path, key]))
}

function change(value: unknown, [key = '', ...rest]: readonly string[]): void {
  if (typeof value !== 'object' || value === null) return
  if (rest.length === 0) Reflect.set(value, key, HOSTILE)
  else change(Reflect.get(value, key), rest)
}

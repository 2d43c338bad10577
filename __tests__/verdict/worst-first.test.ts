import { describe, expect, test } from 'vitest'

import { comparedBy } from '../../harness/fixtures/compare.ts'
import { judge } from '../../src/action/outcome/judgment.ts'
import { markdownReport } from '../../src/report/markdown/markdown-report.ts'
import { verdictLines } from '../../src/report/verdicts.ts'
import type { Comparison, Verdict } from '../../src/results/types.ts'
import { WORST_FIRST, worstFirst, worstVerdict } from '../../src/verdict/worst-first.ts'
import { exampleComparison } from '../support/documents/comparisons.ts'
import { exampleDocument } from '../support/documents/documents.ts'

type Word = Verdict['verdict']

const PAIRS = WORST_FIRST.flatMap((worse, place) =>
  WORST_FIRST.slice(place + 1).flatMap((better) => [
    [worse, better, worse],
    [better, worse, worse],
  ]),
) as [one: Word, other: Word, worst: Word][]

test('verdicts have this order, from the worst to the best', () => {
  expect(WORST_FIRST).toEqual(['fail', 'worse', 'invalid', 'inconclusive', 'same', 'better', 'pass'])
  expect(PAIRS).toHaveLength(42)
})

describe.each(PAIRS)('of %s and %s every output puts %s first', (one, other, worst) => {
  const document = { ...exampleDocument([]), verdicts: [verdict(one), verdict(other)] }

  test('the verdict of several', () => {
    expect(worstVerdict([one, other])).toBe(worst)
    expect([verdict(one), verdict(other)].toSorted(worstFirst)[0]?.verdict).toBe(worst)
  })

  test('the counts of the terminal report', () => {
    expect(verdictLines(document.verdicts).at(-1)).toMatch(
      new RegExp(`^ {2}1 ${WORDS[worst] ?? worst}, 1 [a-z ]+$`),
    )
  })

  test('the first line of the Markdown report', () => {
    const report = markdownReport({ document, specs: [], failures: [], mode: null })
    const [, word = ''] = /^### wyndrvr: \S+ (\w+)/.exec(report) ?? []
    expect(word.toLowerCase()).toBe(HEADLINES[worst] ?? worst)
  })

  test('the judgment of the action', () => {
    expect(judge({ document, specs: [], errors: [] }, []).verdict).toBe(worst)
  })
})

test.each(PAIRS.filter((pair) => pair.every(isCompared)))(
  "of comparisons that are %s and %s a spec's verdict is %s",
  (...pair) => {
    const [one, other, worst] = pair.filter(isCompared).map((each) => exampleComparison({ verdict: each }))
    expect(comparedBy([one, other].filter((each) => each !== undefined)).verdict).toBe(worst?.verdict)
  },
)

/** What the counts call a verdict if it is not its name. */
const WORDS: Partial<Record<Word, string>> = { fail: 'failed', same: 'the same', pass: 'passed' }

const HEADLINES: Partial<Record<Word, string>> = { fail: 'failed', pass: 'passed' }

function verdict(word: Word): Verdict {
  return {
    kind: 'threshold',
    metric: 'latency.p50',
    verdict: word,
    sentence: `latency.p50 is ${word}`,
    threshold: 'latency.p50 < 5ms',
    figure: 1,
    limit: 5,
  }
}

function isCompared(word: Word): word is Comparison['verdict'] {
  return word !== 'fail' && word !== 'pass'
}

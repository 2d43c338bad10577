import { describe, expect, test } from 'vitest'

import { comparedBy } from '../../harness/fixtures/compare.ts'
import { writeBody } from '../../src/action/comment/comment-body.ts'
import { makeSection } from '../../src/action/comment/make-section.ts'
import { judge } from '../../src/action/outcome/judgment.ts'
import { markdownReport } from '../../src/report/markdown/markdown-report.ts'
import { verdictLines } from '../../src/report/verdicts.ts'
import type { Comparison, Verdict } from '../../src/results/types.ts'
import { WORST_FIRST, worstFirst, worstVerdict } from '../../src/verdict/worst-first.ts'
import { exampleComparison } from '../support/documents/comparisons.ts'
import { exampleDocument, exampleLatency } from '../support/documents/documents.ts'

type Word = Verdict['verdict']

/** Each verdict as every report shows it. */
const SHOWN: Readonly<Record<Word, string>> = {
  fail: '❌ failed',
  worse: '❌ worse',
  invalid: '⚠️ not judged',
  inconclusive: '❔ cannot tell yet',
  same: '✅ same',
  better: '✅ better',
  pass: '✅ passed',
}

const PAIRS = WORST_FIRST.flatMap((worse, place) =>
  WORST_FIRST.slice(place).flatMap((better) => [
    [worse, better, worse],
    [better, worse, worse],
  ]),
) as [one: Word, other: Word, worst: Word][]

test('verdicts have this order, from the worst to the best', () => {
  expect(WORST_FIRST).toEqual(['fail', 'worse', 'invalid', 'inconclusive', 'same', 'better', 'pass'])
  expect(PAIRS).toHaveLength(56)
})

describe.each(PAIRS)('of %s and %s every output puts %s first, in the same words', (one, other, worst) => {
  const document = { ...exampleDocument([exampleLatency()]), verdicts: [verdict(one), verdict(other)] }
  const judgment = judge({ document, specs: [], errors: [] }, [])
  const report = { document, specs: [], failures: judgment.failures, mode: null }
  const [icon = '', ...words] = SHOWN[worst].split(' ')
  const word = words.join(' ')

  test('the verdict of several, and the output of the action', () => {
    expect(worstVerdict([one, other])).toBe(worst)
    expect([verdict(one), verdict(other)].toSorted(worstFirst)[0]?.verdict).toBe(worst)
    expect(judgment).toMatchObject({ verdict: worst, state: worst })
  })

  test('the terminal and the log', () => {
    const lines = verdictLines(document.verdicts)
    expect(lines[2]).toMatch(new RegExp(`^ {2}${SHOWN[one].split(' ').slice(1).join(' ').toUpperCase()} `))
    expect(lines.at(-1)).toMatch(new RegExp(`^ {2}\\d ${word}(?:, 1 [a-z ]+)?$`))
  })

  test('the job summary', () => {
    const summary = markdownReport(report)
    expect(summary).toMatch(new RegExp(`^### ${icon} Network: `))
    expect(summary).toMatch(new RegExp(`^\\d ${word}`, 'm'))
    expect(summary).toContain(`| ${SHOWN[one]} |`)
    expect(summary).toContain(`| ${SHOWN[other]} |`)
  })

  test('the comment', () => {
    const section = makeSection({
      origin: { workflow: 'CI', job: 'net', sha: '', run: { number: 1, attempt: 1 }, runUrl: '' },
      inputs: { matrix: '', name: '', task: 'suite', mode: 'thread' },
      displayed: null,
      judgment,
      report,
    })
    const body = writeBody([section], '', [section.key])
    expect(body).toMatch(new RegExp(`^### ${icon} Network: `, 'm'))
    expect(body).toMatch(new RegExp(`\\| ${icon}`))
    const passed = { ...section, key: '0'.repeat(16), verdict: 'pass', bad: false }
    const [, heading = ''] = /^### (.*)$/m.exec(writeBody([passed, section], '', [])) ?? []
    if (worst === 'pass') expect(heading).toBe(`${icon} Network: 2 passed`)
    else if (icon === '✅') expect(heading).toBe(`${icon} Network: 1 ${word}, 1 passed`)
    else expect(heading).toMatch(new RegExp(`^${icon} Network: .* \\(1 of 2 ${word}\\)$`))
  })
})

test.each(PAIRS.filter((pair) => pair.every(isCompared)))(
  "of comparisons that are %s and %s a spec's verdict is %s",
  (...pair) => {
    const [one, other, worst] = pair.filter(isCompared).map((each) => exampleComparison({ verdict: each }))
    expect(comparedBy([one, other].filter((each) => each !== undefined)).verdict).toBe(worst?.verdict)
  },
)

test.each([
  ['nothing judged', {}, 'ℹ️ Network: latency ', 'pass'],
  [
    'every measurement untrustworthy',
    { measurements: [exampleLatency({ validity: notTrusted() })] },
    '⚠️ Network: latency not judged',
    'invalid',
  ],
] as const)('with %s, summary and outputs agree', (_what, changes, line, output) => {
  const document = { ...exampleDocument([exampleLatency()]), ...changes }
  expect(markdownReport({ document, specs: [], failures: [], mode: null })).toContain(`### ${line}`)
  expect(judge({ document, specs: [], errors: [] }, []).verdict).toBe(output)
})

function notTrusted(): { ok: false; reasons: string[] } {
  return { ok: false, reasons: ['The machine was busy.'] }
}

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

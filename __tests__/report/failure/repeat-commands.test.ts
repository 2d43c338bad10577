import { split } from 'shlex'
import { expect, test } from 'vitest'

import { MEASURE_NAMES } from '../../../src/compare/measures.ts'
import { repeatComparisonLine, repeatLine, serverLine } from '../../../src/report/failure/repeat.ts'
import { HOSTILE } from '../../support/documents/hostile.ts'
import { exampleComparison } from '../../support/documents/comparisons.ts'
import { exampleDocument, exampleLatency } from '../../support/documents/documents.ts'

const TEXTS = [...HOSTILE, "'; touch x #", '{a,--base-cmd=b}', 'a b', '~/x', '$(id)']

const target = exampleDocument([]).target
const { base, head } = exampleComparison().arms

/** The words of a command that repeats a run in which every text from outside is that text. */
function commandsWith(text: string): readonly (string | null)[] {
  const named = { base: { ...base, name: text, host: text }, head: { ...head, name: `${text}2`, host: text } }
  const one = exampleComparison({ arms: { base: { ...base, host: text }, head: { ...head, host: text } } })
  return [
    repeatLine(exampleLatency(), { ...target, host: text }, { from: [[text, text]] }),
    serverLine({ ...target, host: text }),
    repeatComparisonLine([one], text),
    repeatComparisonLine([exampleComparison({ arms: named, metric: `loaded.${text}` })], text),
  ]
}

test.each(TEXTS)('a shell takes %j in a command that repeats a run for a part of a word', (text) => {
  const words = (command: string | null): readonly string[] => split(command ?? '')
  const expected = commandsWith('harmless').map((command) => words(command).length)
  expect(commandsWith(text).map((command) => words(command).length)).toEqual(expected)
  for (const command of commandsWith(text)) {
    const bare = (command ?? '').replaceAll(/'[^']*'|"[^"]*"/g, '')
    expect(bare).toMatch(/^[\w@%+=:,./ -]*$/)
  }
})

test.each([
  ['latency', 'http.latency.p50', 'latency'],
  ['latency', 'http.latency.p99', 'http.latency.p99'],
  ['latency', 'latency.p99', 'latency.p99'],
  ['requests', 'http.requests.rate', 'http.requests'],
] as const)('what repeats a comparison of %s, %s, measures %s', (measure, metric, name) => {
  const line = repeatComparisonLine([exampleComparison({ measure, metric })])
  expect(split(line ?? '')).toContain(name)
  expect(MEASURE_NAMES).toContain(name)
})

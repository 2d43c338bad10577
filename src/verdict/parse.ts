import { usageError } from '../check.ts'
import { messageOf, WyndrvrError } from '../errors.ts'
import { amountIn, exampleOf } from '../units.ts'
import type { Quantity } from '../units.ts'
import { findMetric, unknownMetric } from './find-metric.ts'
import type { Metric } from './metrics.ts'
import { printThreshold, QUANTITY_OF } from './threshold.ts'
import type { LimitThreshold, RegressBound, Threshold } from './threshold.ts'

/** The most characters of a line, and lines of a text. */
const MOST_CHARACTERS = 1000
const MOST_LINES = 1000

/**
 * Reads a threshold from its line. What follows a `#` is a comment.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` with what was expected, the place in the line, and an example
 */
export function parseThreshold(line: string): Threshold {
  return parseLine(line, '')
}

/**
 * Reads thresholds, one a line, from a text with comments and empty lines.
 * @param source what the text is called in an error, a file's name for instance
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` for the first line that is wrong
 */
export function parseThresholds(text: string, source: string): readonly Threshold[] {
  const lines = text.split(/\r?\n/)
  if (lines.length > MOST_LINES) {
    const sentence = `${source} has ${lines.length} lines, and may have ${MOST_LINES}.`
    throw usageError(sentence)
  }
  return lines.flatMap((line, index) =>
    withoutComment(line).trim() === '' ? [] : [parseLine(line, `Line ${index + 1} of ${source}: `)],
  )
}

/** A piece of a line that is read as one. */
interface Word {
  readonly text: string
  readonly at: number
}

/** A line, and what an error about it says first. */
interface Line {
  readonly text: string
  readonly place: string
}

function parseLine(text: string, place: string): Threshold {
  if (text.length > MOST_CHARACTERS) {
    const sentence = `${place}A threshold has ${MOST_CHARACTERS} characters at most, got ${text.length}.`
    throw usageError(sentence)
  }
  const line = { text, place }
  const [name, operator, ...rest] = wordsOf(text)
  if (name === undefined) throw wrong(line, endOf(text), 'Expected a threshold, got an empty line.', null)
  const metric = findMetric(name.text)
  if (metric === null) throw wrong(line, name, unknownMetric(name.text), null)
  const word = operator ?? endOf(text)
  if (word.text === 'regress') return parseRegress(line, metric, rest)
  if (!isOperator(word.text)) {
    throw wrong(line, word, `Expected <, <=, >, >= or regress, got ${shown(word)}.`, metric)
  }
  const and = rest.find(({ text: other }) => other === 'and')
  if (and)
    throw wrong(line, and, 'A threshold has one bound: write the second one on a line of its own.', metric)
  const bound = amountOf(line, rest, QUANTITY_OF[metric.unit], metric)
  return { kind: 'limit', metric: metric.name, operator: word.text, bound }
}

function parseRegress(line: Line, metric: Metric, words: readonly Word[]): Threshold {
  const and = words.findIndex(({ text }) => text === 'and')
  const first = parseChange(line, metric, and < 0 ? words : words.slice(0, and), null)
  if (and < 0) return { kind: 'regress', metric: metric.name, relative: null, absolute: null, ...first }
  const second = parseChange(
    line,
    metric,
    words.slice(and + 1),
    'relative' in first ? 'absolute' : 'relative',
  )
  return { kind: 'regress', metric: metric.name, relative: null, absolute: null, ...first, ...second }
}

/** @param which of the two bounds it has to be; `null`: either */
function parseChange(
  line: Line,
  metric: Metric,
  [operator = endOf(line.text), ...rest]: readonly Word[],
  which: 'relative' | 'absolute' | null,
): { readonly relative: RegressBound } | { readonly absolute: RegressBound } {
  const example = which === null ? 'regress' : 'both'
  if (operator.text !== '<' && operator.text !== '<=') {
    throw wrong(
      line,
      operator,
      `Expected < or <=, and how much worse it may become, got ${shown(operator)}.`,
      metric,
      example,
    )
  }
  const percentage = rest.at(-1)?.text.endsWith('%') === true
  const kind = which ?? (percentage || metric.unit === 'share' ? 'relative' : 'absolute')
  const quantity = kind === 'relative' ? 'share' : QUANTITY_OF[metric.unit]
  const bound = { operator: operator.text, bound: amountOf(line, rest, quantity, metric, example) } as const
  return kind === 'relative' ? { relative: bound } : { absolute: bound }
}

function amountOf(
  line: Line,
  words: readonly Word[],
  quantity: Quantity,
  metric: Metric,
  example: Example = 'limit',
): number {
  const first = words[0] ?? endOf(line.text)
  const last = words.at(-1) ?? first
  const place = { text: line.text.slice(first.at, last.at + last.text.length), at: first.at }
  try {
    return amountIn(words.map(({ text }) => text).join(' '), quantity)
  } catch (error) {
    if (words.length > 0) throw wrong(line, place, messageOf(error), metric, example)
    throw wrong(line, place, `Expected ${exampleOf(quantity)}, got the line's end.`, metric, example)
  }
}

/** Of which kind the example of an error is: a bound, how much worse, or that with both of its bounds. */
type Example = 'limit' | 'regress' | 'both'

/** Operators are words of their own, with or without space around them. */
function wordsOf(text: string): readonly Word[] {
  const found = withoutComment(text).matchAll(/[<>=!]+|[^\s<>=!]+/g)
  return Array.from(found, (match) => ({ text: match[0], at: match.index }))
}

function withoutComment(text: string): string {
  return text.replace(/#.*$/s, '')
}

function endOf(text: string): Word {
  return { text: '', at: withoutComment(text).trimEnd().length }
}

function isOperator(text: string): text is LimitThreshold['operator'] {
  return ['<', '<=', '>', '>='].includes(text)
}

function shown({ text }: Word): string {
  return text === '' ? "the line's end" : `'${text.slice(0, 100)}'`
}

/** The sentence, the line with a mark below the place, and an example of the same metric. */
function wrong(
  { text, place }: Line,
  { text: word, at }: Word,
  sentence: string,
  metric: Metric | null,
  kind: Example = 'limit',
): WyndrvrError {
  // One character for each that is not shown as it is, so that the mark stays where it belongs.
  const line = text.replaceAll(/\p{C}|\s/gu, ' ')
  const before = Array.from(text.slice(0, at)).length
  const marks = '^'.repeat(Math.max(1, Array.from(word).length))
  const lines = [
    `  ${line.trimEnd()}`,
    `  ${' '.repeat(before)}${marks}`,
    `For example: ${exampleFor(metric, kind)}`,
  ]
  return usageError(`${place}${sentence}\n${lines.join('\n')}`)
}

const LITTLE_BOUNDS = { ms: 0.2, Mbps: 10, share: 0.001, '1/s': 100, '': 1 } as const
const EXAMPLE_BOUNDS = { ms: 5, Mbps: 900, share: 0.001, '1/s': 5000, '': 1 } as const

function exampleFor(metric: Metric | null, kind: Example): string {
  if (metric === null) return 'latency.p99 < 5ms'
  if (kind !== 'limit') {
    const relative = { operator: '<', bound: 0.05 } as const
    const absolute = kind === 'both' ? ({ operator: '<', bound: LITTLE_BOUNDS[metric.unit] } as const) : null
    return printThreshold({ kind: 'regress', metric: metric.name, relative, absolute })
  }
  const operator = metric.better === 'lower' ? '<' : '>='
  return printThreshold({ kind, metric: metric.name, operator, bound: EXAMPLE_BOUNDS[metric.unit] })
}

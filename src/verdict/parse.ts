import { usageError } from '../check.ts'
import { messageOf, WyndrvrError } from '../errors.ts'
import { amountIn, exampleOf } from '../units.ts'
import type { Quantity } from '../units.ts'
import { findMetric, unknownMetric } from './find-metric.ts'
import type { Metric } from './metric.ts'
import { printThreshold, QUANTITY_OF } from './threshold.ts'
import type { Allowed, AroundThreshold, LimitThreshold, RegressBound, Threshold } from './threshold.ts'

/** Limits on the characters of a line and the lines of a text. */
const MOST_CHARACTERS = 1000
const MOST_LINES = 1000

/**
 * Parses a threshold line. A `#` starts a comment.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` with what was expected, the position in the line and an example
 */
export function parseThreshold(line: string): Threshold {
  return parseLine(line, '')
}

/**
 * Parses a text with one threshold per line; comments and empty lines are skipped.
 * @param source name of the text in errors, usually a file name
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` for the first invalid line
 */
export function parseThresholds(text: string, source: string): readonly Threshold[] {
  const lines = text.split(/\r?\n/)
  if (lines.length > MOST_LINES) {
    const sentence = `${source} has ${lines.length} lines, more than the ${MOST_LINES} allowed.`
    throw usageError(sentence)
  }
  return lines.flatMap((line, index) =>
    withoutComment(line).trim() === '' ? [] : [parseLine(line, `Line ${index + 1} of ${source}: `)],
  )
}

/** A token of a line and its index. */
interface Word {
  readonly text: string
  readonly at: number
}

/** A line, the prefix of errors about it, and what it turned out to be so far. */
interface Line {
  readonly text: string
  readonly place: string
  readonly kind: Threshold['kind']
}

function parseLine(text: string, place: string): Threshold {
  if (text.length > MOST_CHARACTERS) {
    const sentence = `${place}A threshold may have at most ${MOST_CHARACTERS} characters, got ${text.length}.`
    throw usageError(sentence)
  }
  const line = { text, place, kind: 'limit' } as const
  const [name, operator, ...rest] = wordsOf(text)
  if (name === undefined) throw wrong(line, endOf(text), 'Expected a threshold, got an empty line.', null)
  const metric = findMetric(name.text)
  if (metric === null) throw wrong(line, name, unknownMetric(name.text), null)
  const word = operator ?? endOf(text)
  const written = [word, ...rest].map(({ text: part }) => part).join(' ')
  if (word.text === 'regress' || word.text === 'shift') {
    const kind = word.text
    return { kind, metric: metric.name, ...parseAllowed({ ...line, kind }, metric, rest), written }
  }
  if (word.text === 'around') return { ...parseAround({ ...line, kind: 'around' }, metric, rest), written }
  if (!isOperator(word.text)) {
    throw wrong(line, word, `Expected <, <=, >, >=, around, regress or shift, got ${shown(word)}.`, metric)
  }
  const and = rest.find(({ text: other }) => other === 'and')
  if (and) throw wrong(line, and, 'A threshold has one bound: write the second one on another line.', metric)
  const bound = amountOf(line, rest, QUANTITY_OF[metric.unit], metric)
  return { kind: 'limit', metric: metric.name, operator: word.text, bound, written }
}

function parseAround(line: Line, metric: Metric, words: readonly Word[]): AroundThreshold {
  const parts = words.flatMap(withoutSigns)
  const sign = parts.findIndex(({ text }) => isSign(text))
  const [given, within] = sign < 0 ? [parts, []] : [parts.slice(0, sign), parts.slice(sign + 1)]
  const quantity = QUANTITY_OF[metric.unit]
  const target = amountOf(line, given, quantity, metric)
  if (sign < 0) {
    throw wrong(line, endOf(line.text), 'Expected ± (or +-) and how far the figure may be from that.', metric)
  }
  // Of a percentage, a percentage is a difference in percentage points.
  const relative = within.at(-1)?.text.endsWith('%') === true && metric.unit !== 'share'
  const amount = amountOf(line, within, relative ? 'share' : quantity, metric)
  return {
    kind: 'around',
    metric: metric.name,
    target,
    ...(relative ? { relative: amount, absolute: null } : { relative: null, absolute: amount }),
  }
}

/** Splits a word at ± and at what keyboards have for it. */
function withoutSigns({ text, at }: Word): readonly Word[] {
  return Array.from(text.matchAll(/±|\+\/?-|(?:(?!±|\+\/?-).)+/gu), (match) => ({
    text: match[0],
    at: at + match.index,
  }))
}

function isSign(text: string): boolean {
  return text === '±' || text === '+-' || text === '+/-'
}

function parseAllowed(line: Line, metric: Metric, words: readonly Word[]): Allowed {
  const and = words.findIndex(({ text }) => text === 'and')
  const first = parseChange(line, metric, and < 0 ? words : words.slice(0, and), null)
  if (and < 0) return { relative: null, absolute: null, ...first }
  const second = parseChange(
    line,
    metric,
    words.slice(and + 1),
    'relative' in first ? 'absolute' : 'relative',
  )
  return { relative: null, absolute: null, ...first, ...second }
}

/** @param which of the two bounds is expected; `null`: either */
function parseChange(
  line: Line,
  metric: Metric,
  [operator = endOf(line.text), ...rest]: readonly Word[],
  which: 'relative' | 'absolute' | null,
): { readonly relative: RegressBound } | { readonly absolute: RegressBound } {
  const example = which === null ? 'one' : 'both'
  if (operator.text !== '<' && operator.text !== '<=') {
    throw wrong(
      line,
      operator,
      `Expected < or <= and how much worse it may become, got ${shown(operator)}.`,
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
  example: Example = 'one',
): number {
  const first = words[0] ?? endOf(line.text)
  const last = words.at(-1) ?? first
  const place = { text: line.text.slice(first.at, last.at + last.text.length), at: first.at }
  try {
    return amountIn(words.map(({ text }) => text).join(' '), quantity)
  } catch (error) {
    if (words.length > 0) throw wrong(line, place, messageOf(error), metric, example)
    throw wrong(line, place, `Expected ${exampleOf(quantity)}, got the end of the line.`, metric, example)
  }
}

/** How many bounds the example in an error has. */
type Example = 'one' | 'both'

/** Splits a line; operators need no space around them. */
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
  return text === '' ? 'the end of the line' : `'${text.slice(0, 100)}'`
}

/** The sentence, the line with a mark below the position, and an example for the same metric. */
function wrong(
  { text, place, kind }: Line,
  { text: word, at }: Word,
  sentence: string,
  metric: Metric | null,
  bounds: Example = 'one',
): WyndrvrError {
  // One space for each unprintable character keeps the mark in place.
  const line = text.replaceAll(/\p{C}|\s/gu, ' ')
  const before = Array.from(text.slice(0, at)).length
  const marks = '^'.repeat(Math.max(1, Array.from(word).length))
  const lines = [
    `  ${line.trimEnd()}`,
    `  ${' '.repeat(before)}${marks}`,
    `For example: ${exampleFor(metric, kind, bounds)}`,
  ]
  return usageError(`${place}${sentence}\n${lines.join('\n')}`)
}

const PER_WORK = { 'ms/GB': 500, 'ms/1000': 20, 'ms/connection': 0.2 } as const
const LITTLE_BOUNDS = { ms: 0.2, Mbps: 10, share: 0.001, '1/s': 100, MB: 10, ...PER_WORK, '': 1 } as const
const EXAMPLE_BOUNDS = { ms: 5, Mbps: 900, share: 0.001, '1/s': 5000, MB: 200, ...PER_WORK, '': 1 } as const

function exampleFor(metric: Metric | null, kind: Threshold['kind'], bounds: Example): string {
  if (metric === null) return 'latency.p99 < 5ms'
  if (kind === 'around') {
    const within =
      metric.unit === 'share' ? { relative: null, absolute: 0.001 } : { relative: 0.05, absolute: null }
    return printThreshold({ kind, metric: metric.name, target: EXAMPLE_BOUNDS[metric.unit], ...within })
  }
  if (kind !== 'limit') {
    const relative = { operator: '<', bound: 0.05 } as const
    const absolute =
      bounds === 'both' ? ({ operator: '<', bound: LITTLE_BOUNDS[metric.unit] } as const) : null
    return printThreshold({ kind, metric: metric.name, relative, absolute })
  }
  const operator = metric.better === 'lower' ? '<' : '>='
  return printThreshold({ kind, metric: metric.name, operator, bound: EXAMPLE_BOUNDS[metric.unit] })
}

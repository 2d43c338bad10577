import type { Comparison, Measurement, Target, Verdict } from '../../results/types.ts'
import { parseThreshold } from '../../verdict/parse.ts'
import { worstFirst } from '../../verdict/worst-first.ts'
import { comparisonPicture } from '../comparison.ts'
import { plain } from '../plain.ts'
import { painter } from '../terminal/paint.ts'
import type { Paint } from '../terminal/paint.ts'
import { wrap } from '../terminal/width.ts'
import { figureLines } from './figures.ts'
import { pictureLines } from './picture.ts'
import { repeatComparisonLine, repeatLine, serverLine } from './repeat.ts'
import { shareText } from '../../text/share.ts'

/** What was measured and judged, and is not as it should be. */
export interface Failure {
  /** All that was judged, in the order in which it was asked for; one at least. */
  readonly verdicts: readonly Verdict[]
  /** Whether the limits were to be broken. */
  readonly negated: boolean
  /** What the figures that were judged are from. */
  readonly measurements: readonly Measurement[]
  readonly comparisons: readonly Comparison[]
  /** The server that was measured; `null` where that is not known. */
  readonly target: Target | null
  /** Whether it was started for the test, and is gone when somebody reads the message. */
  readonly ownServer: boolean
  /** What else is to be known, in sentences. */
  readonly notes: readonly string[]
}

/** Columns that a message is wide, at most. */
const COLUMNS = 100

/** Measurements of which a message shows the figures, at most. */
const MOST_SHOWN = 3

/** Nothing of the colour around it, which a test framework's error has: each piece of text ends with it. */
const NO_COLOUR = '\u001B[0m'

/**
 * A message that starts with the limit that broke and by how much, alone in its line. Then come the other limits, all
 * figures, a picture in which the limit is marked, and last the command that repeats the measurement.
 */
export function failureMessage(failure: Failure, colour: boolean): string {
  const { measurements, comparisons, notes } = failure
  const paint = messagePainter(colour)
  const [first = '', ...others] = limitLines(failure, paint)
  const shown = measurements.slice(0, MOST_SHOWN)
  const left = measurements.length - shown.length
  const blocks = [
    others,
    notes.flatMap((note) => wrap(plain(note), COLUMNS)),
    ...shown.flatMap((measurement) => [
      figureLines(measurement, failure.verdicts, COLUMNS, paint),
      pictureLines(measurement, failure.verdicts, paint),
      trustLines(measurement, paint),
    ]),
    left > 0 ? [`… and ${left} more`] : [],
    ...comparisons.map((comparison) => comparisonLines(comparison, failure.verdicts)),
    repeatLines(shown, failure, paint),
  ]
  const rest = blocks.filter((lines) => lines.length > 0).map((lines) => indented(lines))
  return [first + (colour ? NO_COLOUR : ''), ...rest].join('\n\n')
}

/** Who shows the message may colour all of it, and takes the end of a colour inside for the beginning of its own. */
function messagePainter(colour: boolean): Paint {
  const paint = painter(colour)
  return (role, text) => (colour ? `${paint(role, text)}${NO_COLOUR}` : text)
}

/** The broken ones first, then what could not be judged, then those that were kept. */
function limitLines({ verdicts, negated }: Failure, paint: Paint): readonly string[] {
  const sorted = verdicts.toSorted(worstFirst)
  const broken = sorted.filter((verdict) => isBroken(verdict, negated))
  const kept = sorted.filter((verdict) => isBroken(verdict, !negated))
  const open = sorted.filter((verdict) => !broken.includes(verdict) && !kept.includes(verdict))
  const [first, ...others] = [
    ...broken.map((verdict) => ({ verdict, mark: paint('bad', '✗') })),
    ...open.map((verdict) => ({ verdict, mark: paint('note', '?') })),
    ...kept.map((verdict) => ({ verdict, mark: paint('good', '✓') })),
  ]
  if (first === undefined) return []
  const sentence = plain(first.verdict.sentence)
  const wrong = `expected ${first.verdict.threshold ?? first.verdict.metric} not to hold, but it does`
  return [
    negated && broken.length > 0 ? `${wrong}: ${sentence}` : sentence,
    ...others.map(({ verdict, mark }) => `${mark} ${plain(verdict.sentence)}`),
  ]
}

function isBroken({ verdict }: Verdict, negated: boolean): boolean {
  return negated
    ? verdict === 'pass' || verdict === 'better' || verdict === 'same'
    : verdict === 'fail' || verdict === 'worse'
}

/** Why it is not to be trusted, or notes beside figures that are right. */
function trustLines({ validity }: Measurement, paint: Paint): readonly string[] {
  const role = validity.ok ? 'note' : 'bad'
  return validity.reasons.flatMap((reason) => wrap(plain(reason), COLUMNS).map((line) => paint(role, line)))
}

/** The picture, with the limit that was asked for in place of the margin of the comparison itself. */
function comparisonLines(comparison: Comparison, verdicts: readonly Verdict[]): readonly string[] {
  const { metric, blocks, margin } = comparison
  const line = verdicts.find((verdict) => verdict.metric === metric && verdict.threshold !== null)?.threshold
  const threshold = line == null ? null : parseThreshold(line)
  const asked = threshold?.kind === 'regress' ? threshold.relative?.bound : null
  const limit = asked ?? margin
  const pairs = blocks.reduce((sum, { pairs: { base } }) => sum + base.length, 0)
  const picture = comparisonPicture({ ...comparison, margin: limit })
  const legend = `[ ] limit ${shareText(limit)}, <==o==> the change and its interval, ~ changes that this machine cannot detect`
  return [
    `${pairs} pairs in ${blocks.length} ${blocks.length === 1 ? 'block' : 'blocks'}`,
    ...(picture.length > 0 ? [...picture, legend] : []),
  ]
}

function repeatLines(
  measurements: readonly Measurement[],
  { comparisons, target, ownServer }: Failure,
  paint: Paint,
): readonly string[] {
  const commands = [
    ...measurements.map((measurement) => repeatLine(measurement, target)),
    ...comparisons.map(repeatComparisonLine),
  ]
  const server = ownServer && target !== null ? [['First:      ', serverLine(target)] as const] : []
  const lines = [...server, ...Array.from(new Set(commands), (line) => ['Repeat with:', line] as const)]
  return lines.map(([words, command]) => `${paint('aside', words)} ${plain(command)}`)
}

function indented(lines: readonly string[]): string {
  return lines.map((line) => `  ${line}`.trimEnd()).join('\n')
}

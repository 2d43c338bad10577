import type { Comparison, Measurement, Target, Verdict } from '../../results/types.ts'
import { parseThreshold } from '../../verdict/parse.ts'
import { worstFirst } from '../../verdict/worst-first.ts'
import { comparisonPicture } from '../comparison.ts'
import { reportOf } from '../kinds.ts'
import { plain } from '../plain.ts'
import { painter } from '../terminal/paint.ts'
import type { Paint } from '../terminal/paint.ts'
import { wrap } from '../terminal/width.ts'
import { pictureLines } from './picture.ts'
import { repeatComparisonLine, repeatLine, serverLine } from './repeat.ts'
import { counted } from '../../text/count.ts'
import { shareText } from '../../text/share.ts'

/** The content of a failure message. */
export interface Failure {
  /** All verdicts, at least one, in the order of the thresholds. */
  readonly verdicts: readonly Verdict[]
  /** Whether the assertion expects the limits not to hold. */
  readonly negated: boolean
  /** The measurements that were judged. */
  readonly measurements: readonly Measurement[]
  readonly comparisons: readonly Comparison[]
  /** The measured server; `null` if unknown. */
  readonly target: Target | null
  readonly reached: Reached
  /** The command that ran the client elsewhere. */
  readonly from?: readonly string[] | undefined
  /** Further remarks, as sentences. */
  readonly notes: readonly string[]
}

/**
 * What answers at the target when the message is read:
 * - `running`: a server that the test has not started.
 * - `own`: nothing; the harness started the server for the test.
 * - `via`: a program of the test, such as a proxy, as long as it runs.
 * - `proxy`: the server, but a proxy was asked for the connection, which the client cannot do.
 */
export type Reached = 'running' | 'own' | 'via' | 'proxy'

/** Maximum width of a message in columns. */
const COLUMNS = 100

/** Maximum number of measurements with figures. */
const MOST_SHOWN = 3

/** Resets the color that test frameworks give the whole message; every piece of text ends with it. */
const NO_COLOR = '\u001B[0m'

/**
 * A message whose first line is the limit that broke and by how much. Then come the other limits, all figures, a picture
 * with the limit marked, and the command that repeats the measurement.
 */
export function failureMessage(failure: Failure, color: boolean): string {
  const { measurements, comparisons, notes } = failure
  const paint = messagePainter(color)
  const [first = '', ...others] = limitLines(failure, paint)
  const shown = measurements.slice(0, MOST_SHOWN)
  const left = measurements.length - shown.length
  const blocks = [
    others,
    notes.flatMap((note) => wrap(plain(note), COLUMNS)),
    ...shown.flatMap((measurement) => [
      reportOf(measurement).failureFigures(measurement, failure.verdicts, COLUMNS, paint),
      pictureLines(measurement, failure.verdicts, paint),
      trustLines(measurement, paint),
    ]),
    left > 0 ? [`… and ${left} more`] : [],
    ...comparisons.map((comparison) => comparisonLines(comparison, failure.verdicts)),
    repeatLines(shown, failure, paint),
  ]
  const rest = blocks.filter((lines) => lines.length > 0).map((lines) => indented(lines))
  return [first + (color ? NO_COLOR : ''), ...rest].join('\n\n')
}

/** Paints and resets: a test framework that colors the message would otherwise continue in its own color. */
function messagePainter(color: boolean): Paint {
  const paint = painter(color)
  return (role, text) => (color ? `${paint(role, text)}${NO_COLOR}` : text)
}

/** Broken limits first, then those that could not be judged, then those that hold. */
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
  const wrong = `expected ${first.verdict.threshold ?? first.verdict.metric} to be broken, but it held`
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

/** Why the measurement is not trustworthy, or notes on it. */
function trustLines({ validity }: Measurement, paint: Paint): readonly string[] {
  const role = validity.ok ? 'note' : 'bad'
  return validity.reasons.flatMap((reason) => wrap(plain(reason), COLUMNS).map((line) => paint(role, line)))
}

/** The picture, with the threshold's limit instead of the comparison's margin. */
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
    `${counted(pairs, 'pair')} in ${counted(blocks.length, 'block')}`,
    ...(picture.length > 0 ? [...picture, legend] : []),
  ]
}

function repeatLines(
  measurements: readonly Measurement[],
  { comparisons, target, reached, from }: Failure,
  paint: Paint,
): readonly string[] {
  // The imitated network has gone.
  if (target?.network !== undefined) return []
  const commands = new Map<string, string>()
  for (const measurement of reached === 'proxy' ? [] : measurements) {
    const line = repeatLine(measurement, target, { from: from === undefined ? [] : [from] })
    const words = reached === 'via' && target !== null ? `Repeat while port ${target.port} answers:` : REPEAT
    if (line !== null) commands.set(line, words)
  }
  // Without a measurement, nothing needs the server.
  const server: [string, string][] =
    commands.size > 0 && reached === 'own' && target !== null ? [['First:      ', serverLine(target)]] : []
  for (const comparison of comparisons) {
    const line = repeatComparisonLine([comparison])
    const needed = (['base', 'head'] as const).filter((arm) => comparison.arms[arm].command === null)
    if (line !== null)
      commands.set(
        line,
        needed.length === 0
          ? REPEAT
          : `Repeat while ${needed.join(' and ')} answer${needed.length === 1 ? 's' : ''}:`,
      )
  }
  const lines = [...server, ...Array.from(commands, ([command, words]) => [words, command] as const)]
  return lines.map(([words, command]) => `${paint('aside', words)} ${plain(command)}`)
}

const REPEAT = 'Repeat with:'

function indented(lines: readonly string[]): string {
  return lines.map((line) => `  ${line}`.trimEnd()).join('\n')
}

import { formatHostPort } from '../address.ts'
import type { Comparison, ComparisonArm, Restart } from '../results/types.ts'
import { changeText, rangeText, sizeText } from '../text/change.ts'
import { counted } from '../text/count.ts'
import { figureText } from '../text/figure.ts'
import { elapsedText, plannedSecondsText } from '../text/time.ts'
import { waysText } from '../verdict/comparison-sentence.ts'
import { STATES } from '../verdict/run-state.ts'
import { isJudged } from '../verdict/worst-first.ts'

/** Width of the picture: odd, so that it has a middle column, and below 80 with its indent. */
const WIDTH = 75

/** The first lines of a comparison. */
export function comparisonStarted(plan: {
  readonly base: StartedArm
  readonly head: StartedArm
  readonly measure: readonly string[]
  readonly budget: number
  readonly margin: { readonly text: string }
  readonly restart: Restart
  readonly seed: number
}): readonly string[] {
  const { base, head, measure, budget, margin, restart, seed } = plan
  return [
    `[COMPARE] base ${armText(base)}, head ${armText(head)}: ${measure.join(', ')}`,
    `[COMPARE] at most ${plannedSecondsText(budget)}, margin ${margin.text}, seed ${seed}`,
    ...(restart === 'off' ? [] : unlikeStart(hasCommand(base), hasCommand(head))),
  ]
}

/** A server, or a function that is called. */
type StartedArm = Pick<ComparisonArm, 'host' | 'port' | 'command'> | { readonly name: string }

function armText(arm: StartedArm): string {
  return 'host' in arm ? formatHostPort(arm) : arm.name
}

function hasCommand(arm: StartedArm): boolean {
  return 'host' in arm && arm.command !== null
}

/** Warns that a program that has just started is slower, and would be found worse for it. */
function unlikeStart(base: boolean, head: boolean): readonly string[] {
  if (base === head) return []
  const [anew, kept] = head ? ['head', 'base'] : ['base', 'head']
  return [
    `[COMPARE] ${anew} is restarted during the comparison and ${kept} is not: a program that has just started may be slower. If both are servers, give ${kept} a command too.`,
  ]
}

/** One line with the intermediate result of all metrics. */
export function comparisonProgress(
  seconds: number,
  metrics: readonly Pick<Comparison, 'metric' | 'scale' | 'change' | 'interval' | 'verdict'>[],
): readonly string[] {
  const parts = metrics.map(({ metric, scale, change, interval, verdict }) => {
    const range = interval === null ? '' : ` ${rangeText(interval, scale)}`
    const word = verdict === 'inconclusive' ? 'undecided' : STATES[verdict].word
    return `${metric} ${word}${change === null ? '' : range}`
  })
  return [`[COMPARE] ${elapsedText(seconds)}: ${parts.join(', ')}`]
}

/** The result of each metric, with a picture of the change and the margin. */
export function comparisonLines(comparisons: readonly Comparison[]): readonly string[] {
  return [...comparisons.flatMap(linesOf), ...undecidedLines(comparisons)]
}

function linesOf(comparison: Comparison): readonly string[] {
  const { base, head, unit, blocks, sentence } = comparison
  const pairs = blocks.reduce((sum, { pairs: { base: figures } }) => sum + figures.length, 0)
  const judged = isJudged(comparison)
  const picture = judged ? comparisonPicture(comparison).map((line) => `    ${line}`) : []
  const lives = new Set(blocks.flatMap(({ life }) => life ?? [])).size
  const starts = lives === 0 ? '' : `, ${counted(lives, 'start')} of the programs`
  return [
    '',
    judged ? sentence : informingSentence(comparison),
    `  base ${figureText(base, unit)}, head ${figureText(head, unit)} (${counted(pairs, 'pair')} in ${counted(blocks.length, 'block')}${starts})`,
    ...picture,
  ]
}

/** What would have decided several metrics together; a single one's sentence says it already. */
function undecidedLines(comparisons: readonly Comparison[]): readonly string[] {
  const open = comparisons.filter((one) => isJudged(one) && one.toDecide !== undefined)
  if (open.length < 2) return []
  const most = (name: 'margin' | 'budget'): number | null => {
    // One margin is for shares of base.
    if (name === 'margin' && open.some(({ scale }) => scale === 'difference')) return null
    const values = open.map(({ toDecide }) => toDecide?.[name] ?? null)
    return values.some((value) => value === null) ? null : Math.max(...values.map(Number))
  }
  const ways = waysText({ margin: most('margin'), budget: most('budget') })
  const names = open.map(({ metric }) => metric).join(', ')
  const told =
    ways === ''
      ? 'Measure on a quieter machine, or fewer measures at a time.'
      : `To decide all of them, set ${ways}.`
  return ['', `Cannot tell yet: ${names}. ${told}`]
}

/** What a metric that is not judged was; without a verdict and without advice on how to get one. */
function informingSentence({ metric, scale, change, interval }: Comparison): string {
  const told = change === null ? 'too few blocks of pairs to compare' : changeText(change, interval, scale)
  return `${metric}: ${told} (for information only). To have it judged, name it.`
}

/**
 * An axis with the change and its interval `<==o==>`, no change `|`, the margin `[ ]`, and `~` for changes that this machine
 * cannot detect. Empty without an interval.
 */
export function comparisonPicture(
  comparison: Pick<Comparison, 'better' | 'scale' | 'change' | 'interval' | 'floor' | 'margin'>,
): readonly string[] {
  const { change, interval, floor, margin } = comparison
  if (change === null || interval === null) return []
  const reach = Math.max(margin * 2, Math.abs(interval.from) * 1.1, Math.abs(interval.to) * 1.1)
  const middle = (WIDTH - 1) / 2
  const column = (value: number): number => {
    const away = Math.min(middle, Math.round((Math.abs(value) / reach) * middle))
    return value < 0 ? middle - away : middle + away
  }
  const line = (): string[] => Array.from({ length: WIDTH }, () => ' ')
  const axis = line().map(() => '.')
  const put = (from: number, to: number, mark: string): void => {
    axis.fill(mark, column(from), column(to) + 1)
  }
  if (floor !== null) put(-floor, floor, '~')
  put(0, 0, '|')
  put(-margin, -margin, '[')
  put(margin, margin, ']')
  put(interval.from, interval.to, '=')
  put(interval.from, interval.from, '<')
  put(interval.to, interval.to, '>')
  put(change, change, 'o')
  return [axis.join(''), labels(column, reach, comparison)]
}

/** The line below the axis. A label without room is left out: beside it, `-1 %` and `+1 %` would read as one figure. */
function labels(
  column: (value: number) => number,
  reach: number,
  { margin, better, scale }: Pick<Comparison, 'margin' | 'better' | 'scale'>,
): string {
  const cells = Array.from({ length: WIDTH }, () => ' ')
  const place = (value: number, text: string): boolean => {
    const at = Math.min(WIDTH - text.length, Math.max(0, column(value) - Math.floor(text.length / 2)))
    const room = cells.slice(Math.max(0, at - 1), at + text.length + 1).every((cell) => cell === ' ')
    if (room) cells.splice(at, text.length, ...Array.from(text))
    return room
  }
  const [left, right] = better === 'higher' ? ['worse', 'better'] : ['better', 'worse']
  place(-reach, left)
  place(reach, right)
  const text = sizeText(margin, margin < 1 ? 3 : 2, scale).replace('percentage ', '')
  if (column(margin) - column(-margin) <= text.length + 1) place(0, `±${text}`)
  else {
    place(-margin, `-${text}`)
    place(margin, `+${text}`)
    place(0, '0')
  }
  return cells.join('').trimEnd()
}

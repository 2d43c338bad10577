import { nameOfServer } from '../address.ts'
import type { Comparison, ComparisonArm, Restart } from '../results/types.ts'
import { changeText, rangeText, sizeText } from '../text/change.ts'
import { counted } from '../text/count.ts'
import { figureText } from '../text/figure.ts'
import { elapsedText, plannedSecondsText } from '../text/time.ts'
import { comparedName, judgedArm } from '../verdict/compared-name.ts'
import { waysText } from '../verdict/comparison-sentence.ts'
import { STATES } from '../verdict/run-state.ts'
import { shownHead } from '../verdict/shown-head.ts'
import { isJudged } from '../verdict/worst-first.ts'
import { armsTable } from './arms-table.ts'
import { plain } from './plain.ts'

/** Width of the picture: odd, so that it has a middle column, and below 80 with its indent. */
const WIDTH = 75

/** The first lines of a comparison. */
export function comparisonStarted(plan: {
  readonly base: StartedArm
  readonly heads: readonly StartedArm[]
  readonly measure: readonly string[]
  readonly budget: number
  readonly margin: { readonly text: string }
  readonly restart: Restart
  readonly seed: number
}): readonly string[] {
  const { base, heads, measure, budget, margin, restart, seed } = plan
  const arms = [armText(base, 'base'), ...heads.map((head) => armText(head, 'head'))]
  return [
    `[COMPARE] ${arms.join(', ')}: ${measure.join(', ')}`,
    `[COMPARE] at most ${plannedSecondsText(budget)}, margin ${margin.text}, seed ${seed}`,
    ...(restart === 'off' ? [] : unlikeStart([base, ...heads])),
  ]
}

/** A server, or a function that is called. */
type StartedArm =
  | (Pick<ComparisonArm, 'host' | 'port' | 'command'> & {
      readonly name: string
      readonly url?: string | undefined
      readonly from?: readonly string[] | null
    })
  | { readonly name: string }

/** A function has a name of its own, and a place in the comparison. */
function armText(arm: StartedArm, place: 'base' | 'head'): string {
  if (!('host' in arm)) return `${place} ${arm.name}`
  const { from = null } = arm
  return `${arm.name} ${nameOfServer(arm)}${from === null ? '' : ` from '${from.join(' ')}'`}`
}

function hasCommand(arm: StartedArm): boolean {
  return 'host' in arm && arm.command !== null
}

/** Warns that a program that has just started is slower, and would be found worse for it. */
function unlikeStart(arms: readonly StartedArm[]): readonly string[] {
  const anew = arms.find(hasCommand)?.name
  const kept = arms.find((arm) => !hasCommand(arm))?.name
  if (anew === undefined || kept === undefined) return []
  return [
    `[COMPARE] ${anew} is restarted during the comparison and ${kept} is not: a program that has just started may be slower. If both are servers, give ${kept} a command too.`,
  ]
}

/** One line with the intermediate result of all metrics. */
export function comparisonProgress(
  seconds: number,
  metrics: readonly (Pick<Comparison, 'metric' | 'scale' | 'change' | 'interval' | 'verdict'> & {
    readonly arm?: string
  })[],
): readonly string[] {
  const parts = metrics.map(({ metric, arm, scale, change, interval, verdict }) => {
    const range = interval === null ? '' : ` ${rangeText(interval, scale)}`
    const word = verdict === 'inconclusive' ? 'undecided' : STATES[verdict].word
    return `${comparedName(metric, arm)} ${word}${change === null ? '' : range}`
  })
  return [plain(`[COMPARE] ${elapsedText(seconds)}: ${parts.join(', ')}`)]
}

/** The result of each metric, with a picture of the change and the margin. */
export function comparisonLines(comparisons: readonly Comparison[]): readonly string[] {
  return [...comparisons.flatMap(linesOf), ...armsTable(comparisons), ...undecidedLines(comparisons)]
}

function linesOf(comparison: Comparison): readonly string[] {
  const { base, arms, unit, blocks, sentence } = comparison
  const pairs = blocks.reduce((sum, { pairs: { base: figures } }) => sum + figures.length, 0)
  const judged = isJudged(comparison)
  const picture = judged ? comparisonPicture(comparison).map((line) => `    ${line}`) : []
  const lives = new Set(blocks.flatMap(({ life }) => life ?? [])).size
  const starts = lives === 0 ? '' : `, ${counted(lives, 'start')} of the programs`
  return [
    '',
    judged ? plain(sentence) : informingSentence(comparison),
    `  ${plain(arms.base.name ?? 'base')} ${figureText(base, unit)}, ${plain(arms.head.name ?? 'head')} ${figureText(shownHead(comparison), unit)} (${counted(pairs, 'pair')} in ${counted(blocks.length, 'block')}${starts})`,
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
  const names = open.map((one) => comparedName(one.metric, judgedArm(one))).join(', ')
  const told =
    ways === ''
      ? 'Measure on a quieter machine, or fewer measures at a time.'
      : `To decide all of them, set ${ways}.`
  return ['', plain(`Cannot tell yet: ${names}. ${told}`)]
}

/** What a metric that is not judged was; without a verdict and without advice on how to get one. */
function informingSentence(comparison: Comparison): string {
  const { metric, scale, change, interval } = comparison
  const told = change === null ? 'too few blocks of pairs to compare' : changeText(change, interval, scale)
  const name = plain(comparedName(metric, judgedArm(comparison)))
  return `${name}: ${told} (for information only). To have it judged, name it.`
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

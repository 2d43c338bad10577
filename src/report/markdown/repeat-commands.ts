import { isJudged } from '../../verdict/worst-first.ts'
import { repeatComparisonLine, repeatLine, serverLine } from '../failure/repeat.ts'
import type { RepeatPlaces } from '../failure/repeat.ts'
import { plain } from '../plain.ts'
import { blocks } from './blocks.ts'
import { escapeCode } from './escape.ts'
import { shownArmNames } from './headline.ts'
import type { ArmNames, MarkdownInput } from './input.ts'
import { legsByMeasurement } from './legs.ts'
import { stateOf } from './run-outcome.ts'

/** More would bury the rest. */
const MOST_COMMANDS = 10

/** The commands that repeat a run that did not pass, and what they need. Empty if it passed, or only its specs can. */
export function repeatSection(input: MarkdownInput): string {
  const state = stateOf(input)
  if (input.repeatable === false || ['pass', 'same', 'better', 'measured'].includes(state)) return ''
  const { document, specs, comparisons = [] } = input
  if (specs.length > 0) return specCommands(input)
  const compared = document.comparisons.filter(isJudged)
  const legs = legsByMeasurement(document)
  const { environment, target, measurements } = document
  const lines =
    comparisons.length > 0
      ? [repeatComparisonLine(compared, environment.placement?.asked)]
      : [
          ...(needsServer(input) ? [serverLine(target)] : []),
          ...measurements.map((measurement, place) =>
            repeatLine(measurement, legs.get(place)?.target ?? target, placesOf(input)),
          ),
        ]
  const commands = [...new Set(lines.flatMap((line) => line ?? []))].slice(0, MOST_COMMANDS)
  return commands.length === 0 ? '' : blocks([buildsOf(input), codeBlock(commands)])
}

/** Whether the commands need a server that the run has started; they start one elsewhere themselves. */
function needsServer({ mode, serverFrom, document }: MarkdownInput): boolean {
  return mode !== null && serverFrom === undefined && document.measurements.length > 0
}

/** Clients that measured together do so again. */
function placesOf({ from, serverFrom, document }: MarkdownInput): RepeatPlaces {
  const together = document.together?.clients ?? []
  return { from: from === undefined ? together.map((client) => client.from) : [from], serverFrom }
}

/** What has to be built before the commands run. */
function buildsOf({ commit = null, arms }: MarkdownInput): string {
  if (commit === null || commit === '') return ''
  const head = escapeCode(commit.slice(0, 40))
  return arms === undefined ? `Measured at ${head}:` : buildLine(head, arms)
}

function buildLine(head: string, arms: ArmNames): string {
  const base =
    arms.baseCommit === undefined
      ? `the commit of ${escapeCode(shownArmNames({ arms }).base)} that it was compared with`
      : escapeCode(arms.baseCommit)
  return `Build ${head} as head, and ${base} as base:`
}

/** Specs are started by vitest, which finds the failed ones by their file. */
function specCommands({ specs }: MarkdownInput): string {
  const files = new Set(
    specs.flatMap(({ state, file }) => (['failed', 'incomplete'].includes(state) ? (file ?? []) : [])),
  )
  const words = [...files].slice(0, MOST_COMMANDS).filter((file) => /^[\w@%+=:,./-]+$/.test(file))
  return words.length === 0 ? '' : codeBlock([`npx vitest run ${words.join(' ')}`])
}

/** Text that came from a command line, in a fence that it cannot close. */
function codeBlock(lines: readonly string[]): string {
  const text = lines.map(plain).join('\n')
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map(({ length }) => length))
  const fence = '`'.repeat(longest + 1)
  return `${fence}sh\n${text}\n${fence}`
}

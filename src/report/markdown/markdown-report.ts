import { adviceOn } from './advice.ts'
import { blocks, folded, list, more } from './blocks.ts'
import { conditions } from './conditions.ts'
import { escapeCode, escapeHeading, escapeLine, escapeLink, escapeMarkdown } from './escape.ts'
import { COMMENT_LIMIT, firstThatFits } from './fit.ts'
import type { MarkdownLimit } from './fit.ts'
import { headline } from './headline.ts'
import { historySection } from './history.ts'
import { shortCommit } from '../../text/commit.ts'
import type { Detail, MarkdownInput } from './input.ts'
import { judgedIn, onlyInforms } from './judged.ts'
import { legTable } from './leg-table.ts'
import { measurementTable } from './measurements.ts'
import { metricTable } from './metric-table.ts'
import { percentiles } from './percentiles.ts'
import { MOST_OPEN, reasonsOf } from './reasons.ts'
import { repeatSection } from './repeat-commands.ts'
import { stateOf } from './run-outcome.ts'
import { specCounts, specTable } from './specs.ts'
import { STATES } from '../../verdict/run-state.ts'
import { verdictCounts } from '../verdicts.ts'

/** Versions of a report, each shorter than the one before. */
const DETAILS: readonly Detail[] = [
  { version: 'full', rows: 200 },
  { version: 'full', rows: 50 },
  { version: 'full', rows: 10 },
  { version: 'compact', rows: 20 },
  { version: 'compact', rows: 5 },
  { version: 'headline', rows: 1 },
]

/**
 * The job summary and the section of a pull request's comment: the outcome in the first line, the reasons, the figures and
 * how they were measured. The most detailed version that fits the limit; no block is ever cut.
 * @param limit below about 4,000 characters the report may be empty
 * @param most the longest version to try: a comment with many reports needs shorter ones
 */
export function markdownReport(
  input: MarkdownInput,
  limit: MarkdownLimit = COMMENT_LIMIT,
  most: Detail['version'] = 'full',
): string {
  const from = DETAILS.findIndex(({ version }) => version === most)
  const versions = DETAILS.slice(from).map((detail) => () => `${blocks(partsOf(input, detail))}\n`)
  return firstThatFits(versions, limit)
}

function partsOf(input: MarkdownInput, detail: Detail): readonly string[] {
  const { notes = [], links = [], specs } = input
  const { version, rows } = detail
  const short = version === 'headline' ? SHORT : undefined
  const reasons = reasonsOf(input)
  const told = reasons.slice(0, rows).map((reason) => escapeLine(reason, short))
  const head = [
    headingOf(input),
    ...(version === 'headline' ? notes.slice(0, 1) : notes).map((note) => `> ${escapeLine(note, short)}`),
    tally(input),
    list(told.slice(0, MOST_OPEN)),
    folded('More failures', list(told.slice(MOST_OPEN))),
    more(reasons.length - rows, 'failure'),
    adviceOn(input),
  ]
  const tail = [
    links
      .slice(0, version === 'headline' ? 1 : MOST_LINKS)
      .map(({ text, url }) => escapeLink(text, url, short))
      .join(' · '),
  ]
  if (version === 'headline') return [...head, 'Figures and conditions are omitted here.', ...tail]
  const table = [legTable(input, detail), metricTable(input, detail)]
    .filter((part) => part !== '')
    .join('\n\n')
  if (version === 'compact') {
    return [...head, table, 'Charts, measurements and conditions are omitted here.', ...tail]
  }
  return [
    ...head,
    table,
    percentiles(input, detail),
    historySection(input),
    measurementTable(input, detail),
    specTable(specs, detail),
    folded('Commands that repeat it', repeatSection(input)),
    conditions(input),
    ...tail,
  ]
}

const MOST_LINKS = 5

/** Maximum characters of a text in a headline. */
const SHORT = 80

/** Maximum characters of a title, which may be the name of a job. */
const LONGEST_TITLE = 40

function headingOf(input: MarkdownInput): string {
  return `### ${STATES[stateOf(input)].icon} Network${titleOf(input)}: ${escapeHeading(headline(input))}`
}

function titleOf({ title = null }: MarkdownInput): string {
  return title === null || title === '' ? '' : `, ${escapeMarkdown(title, LONGEST_TITLE)}`
}

/** The commit and the counts of verdicts and specs. */
function tally(input: MarkdownInput): string {
  const { commit = null, specs } = input
  const parts = [
    commit === null || commit === '' ? '' : `Commit ${escapeCode(shortCommit(commit))}`,
    verdictCounts(judgedIn(input).filter((one) => !one.ofSpec && !onlyInforms(one))),
    specCounts(specs),
  ]
  return parts.filter((part) => part !== '').join(' · ')
}

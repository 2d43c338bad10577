import * as v from 'valibot'

import { escapeHeading, escapeLink, escapeMarkdown } from '../../report/markdown/escape.ts'
import { historyFold } from '../../report/markdown/history.ts'
import { shortCommit } from '../../text/commit.ts'
import { counted } from '../../text/count.ts'
import { stateIcon, stateOrder, statesText, stateWord } from '../../verdict/run-state.ts'
import { pack, unpack } from './pack.ts'
import { sectionSchema } from './section.ts'
import type { Section } from './section.ts'

/** The start of this action's comment. */
export const MARKER = '<!-- wyndrvr comment -->'

/** GitHub's limit is 65,536 characters. */
const MAX_CHARACTERS = 64_000

/** Maximum length of a packed section; real ones are far shorter. */
const MAX_PACKED = 100_000

/** Ever shorter selections of the sections. `own` are the keys of the sections that must be included. */
const LADDER: readonly ((sections: readonly Section[], own: readonly string[]) => readonly Section[])[] = [
  (sections) => sections,
  (sections) => sections.map((section) => (section.bad ? section : withoutFigures(section))),
  (sections, own) =>
    sections.map((section) => (own.includes(section.key) ? section : withoutFigures(section))),
  (sections) => sections.map(withoutFigures),
  (sections) => sections.map(withoutHistory),
  (sections, own) => sections.filter(({ key, bad }) => own.includes(key) || bad).map(withoutHistory),
  (sections, own) => sections.filter(({ key }) => own.includes(key)).map(withoutHistory),
]

/**
 * A comment's text: the overall outcome, then the sections, the worst first. As detailed as fits.
 * @param head the pull request's newest commit
 * @param own keys of the sections that must be included
 */
export function writeBody(sections: readonly Section[], head: string, own: readonly string[]): string {
  const sorted = sections.toSorted(
    (a, b) =>
      stateOrder(a.verdict) - stateOrder(b.verdict) || (a.title < b.title ? -1 : Number(a.title > b.title)),
  )
  const texts = LADDER.map((less) => textOf(less(sorted, own), sorted, head))
  return texts.find(({ length }) => length <= MAX_CHARACTERS) ?? MARKER
}

/** The sections of a comment's text. Anything that this action did not write is ignored. */
export function readBody(body: string): readonly Section[] {
  return [...body.matchAll(SECTION)].flatMap(([, packed = '', text = '']) => {
    const parsed = v.safeParse(sectionSchema, packed.length > MAX_PACKED ? null : unpack(packed))
    return parsed.success ? [{ ...parsed.output, body: text }] : []
  })
}

/** Matches the layout of earlier versions too, with the history before the figures. */
const SECTION =
  /^<!-- wyndrvr section ([\w-]+) -->\n[\s\S]*?\n<!-- wyndrvr figures -->\n([\s\S]*?)\n?<!-- wyndrvr (?:history|end) -->$/gm

/** Sections with a line of their own; the rest of more than these are in one fold. */
const MOST_OPEN = 9

function textOf(shown: readonly Section[], all: readonly Section[], head: string): string {
  const left = all.length - shown.length
  const [only] = all
  const texts =
    shown.length === 1 && all.length === 1
      ? shown.map((section) => sectionText(section, head))
      : foldedSections(shown, all, head)
  return [
    MARKER,
    `### ${only === undefined ? '' : headingOf(all, only)}`,
    ...texts,
    ...(left > 0
      ? [`… and ${counted(left, 'more section')} that ${left === 1 ? 'does' : 'do'} not fit.`]
      : []),
  ].join('\n\n')
}

/** What was measured and how it came out, of the worst section if it is not good. */
function headingOf(all: readonly Section[], worst: Section): string {
  const icon = stateIcon(worst.verdict)
  const told = escapeHeading(headlineOf(worst))
  if (all.length === 1) return `${icon} Network: ${told}`
  const same = all.filter(({ verdict }) => verdict === worst.verdict).length
  const word = stateWord(worst.verdict)
  return stateOrder(worst.verdict) < stateOrder('same')
    ? `${icon} Network: ${told} (${same} of ${all.length} ${word})`
    : `${icon} Network: ${statesText(all.map(({ verdict }) => verdict)).replace(`${icon} `, '')}`
}

function headlineOf({ headline, verdict }: Section): string {
  return headline ?? stateWord(verdict)
}

/** Several sections have a line each, which unfolds. */
function foldedSections(shown: readonly Section[], all: readonly Section[], head: string): readonly string[] {
  const names = shortTitles(all)
  const texts = shown.map((section) => foldedSection(section, names.get(section.key) ?? section.title, head))
  if (shown.length <= MOST_OPEN) return texts
  const rest = shown.slice(MOST_OPEN - 1).map(({ verdict }) => verdict)
  return [
    ...texts.slice(0, MOST_OPEN - 1),
    `<details>\n<summary>${counted(rest.length, 'more result')}: ${statesText(rest)}</summary>`,
    ...texts.slice(MOST_OPEN - 1),
    '</details>',
  ]
}

/** Titles without the parts that all of them share, such as the workflow's name. */
function shortTitles(all: readonly Section[]): ReadonlyMap<string, string> {
  const parts = all.map(({ title }) => title.split(' / '))
  const alike = parts.every(({ length }) => length === parts[0]?.length)
  const kept = (title: readonly string[]): readonly string[] =>
    title.filter((part, index) => parts.some((other) => other[index] !== part))
  return new Map(
    all.map(({ key, title }, index) => {
      const short = alike ? kept(parts[index] ?? []).join(' / ') : ''
      return [key, short === '' ? title : short]
    }),
  )
}

/** Maximum characters of a title beside the outcome. */
const LONGEST_TITLE = 60

function foldedSection(section: Section, title: string, head: string): string {
  const [start, rest] = splitSection(section, head)
  const old = section.sha === head ? '' : ' (⚠️ not the newest commit)'
  const line = `${stateIcon(section.verdict)} <b>${escapeMarkdown(title, LONGEST_TITLE)}</b>: ${escapeHeading(headlineOf(section))}${old}`
  return [start, `<details>\n<summary>${line}</summary>\n`, ...rest, '', '</details>', END].join('\n')
}

function sectionText(section: Section, head: string): string {
  const [start, rest] = splitSection(section, head)
  return [start, '', ...rest, END].join('\n')
}

const END = '<!-- wyndrvr end -->'

/** The marker of a section, and what follows it. Blank lines end an HTML block, such as a marker, before the next Markdown. */
function splitSection(section: Section, head: string): readonly [start: string, rest: readonly string[]] {
  const { body, ...facts } = section
  return [
    `<!-- wyndrvr section ${pack(facts)} -->`,
    [
      '<!-- wyndrvr figures -->',
      withoutHtmlComments(body),
      '<!-- wyndrvr history -->',
      '',
      historyOf(section),
      '',
      lastLine(section, head),
    ],
  ]
}

/** Where the documentation explains the comment. */
const HOW_TO_READ = 'https://github.com/wyndrvr/action/blob/v1/docs/reference/action.md#how-to-read-it'

function lastLine(section: Section, head: string): string {
  const { basis = '', url, body } = section
  return [
    `${commitText(section, head)}${basis.startsWith('against ') ? ' ' : basis === '' ? '' : ' · '}${escapeMarkdown(basis, 400)}`,
    `${escapeLink('run', url)}${body === '' ? ' (figures in its summary)' : ''}`,
    escapeLink('how to read this', HOW_TO_READ),
  ].join(' · ')
}

function withoutFigures(section: Section): Section {
  return { ...section, body: '' }
}

function withoutHistory(section: Section): Section {
  return { ...section, body: '', history: section.history.slice(-1) }
}

function commitText({ sha }: Section, head: string): string {
  const commit = shortCommit(sha)
  return sha === head ? commit : `⚠️ ${commit}, not the newest commit (${shortCommit(head)}),`
}

/** The markers of sections are the only HTML comments in this action's comment. */
function withoutHtmlComments(body: string): string {
  return body.trimEnd().replaceAll('<!--', '&lt;!--')
}

function historyOf({ history }: Section): string {
  const points = history.map(({ sha, at, verdict, figures }) => {
    return { commit: sha, at: new Date(at).toISOString(), verdict, figures }
  })
  return historyFold({ history: points })
}

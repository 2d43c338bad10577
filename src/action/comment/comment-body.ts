import * as v from 'valibot'

import { escapeLink, escapeMarkdown } from '../../report/markdown/escape.ts'
import { historySection } from '../../report/markdown/history.ts'
import { stateIcon, stateOrder, statesText, stateWord } from '../../verdict/run-state.ts'
import { pack, unpack } from './pack.ts'
import { sectionSchema } from './section.ts'
import type { Section } from './section.ts'
import { counted } from '../../text/count.ts'

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

function textOf(shown: readonly Section[], all: readonly Section[], head: string): string {
  const left = all.length - shown.length
  return [
    MARKER,
    `### wyndrvr: ${statesText(all.map(({ verdict }) => verdict))}`,
    ...shown.map((section) => sectionText(section, head)),
    ...(left > 0
      ? [`… and ${counted(left, 'more section')} that ${left === 1 ? 'does' : 'do'} not fit.`]
      : []),
  ].join('\n\n')
}

function sectionText(section: Section, head: string): string {
  const { body, ...facts } = section
  const hint = body === '' ? ' (figures in its summary)' : ''
  // Blank lines end an HTML block, such as the end of a fold, before the next Markdown.
  return [
    `<!-- wyndrvr section ${pack(facts)} -->`,
    `#### ${stateIcon(section.verdict)} ${escapeMarkdown(section.title)}: ${stateWord(section.verdict)}`,
    '',
    `${commitText(section, head)} · ${escapeLink('run', section.url)}${hint}`,
    '',
    '<!-- wyndrvr figures -->',
    withoutHtmlComments(body),
    '<!-- wyndrvr history -->',
    '',
    historyOf(section),
    '',
    '<!-- wyndrvr end -->',
  ].join('\n')
}

function withoutFigures(section: Section): Section {
  return { ...section, body: '' }
}

function withoutHistory(section: Section): Section {
  return { ...section, body: '', history: section.history.slice(-1) }
}

function commitText({ sha }: Section, head: string): string {
  const commit = `Commit ${sha.slice(0, 7)}`
  return sha === head ? commit : `⚠️ ${commit}, not the newest (${head.slice(0, 7)})`
}

/** The markers of sections are the only HTML comments in this action's comment. */
function withoutHtmlComments(body: string): string {
  return body.trimEnd().replaceAll('<!--', '&lt;!--')
}

function historyOf({ history }: Section): string {
  const points = history.map(({ sha, at, verdict, figures }) => {
    return { commit: sha, at: new Date(at).toISOString(), verdict, figures }
  })
  return historySection({ history: points })
}

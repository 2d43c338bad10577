import * as v from 'valibot'

import { escapeLink, escapeMarkdown } from '../../report/markdown/escape.ts'
import { historySection } from '../../report/markdown/history.ts'
import { pack, unpack } from './packed.ts'
import { sectionSchema } from './section.ts'
import type { Section } from './section.ts'

/** A comment of ours begins with it. */
export const MARK = '<!-- wyndrvr comment -->'

/** GitHub takes 65,536 characters. */
const MOST_CHARACTERS = 64_000

/** A packed section has no more; all that was ever written has less. */
const MOST_PACKED = 100_000

/** How much of the sections is shown, in ever shorter comments. `own` is the section that must be in it. */
const LADDER: readonly ((sections: readonly Section[], own: string) => readonly Section[])[] = [
  (sections) => sections,
  (sections) => sections.map((section) => (section.bad ? section : withoutFigures(section))),
  (sections, own) => sections.map((section) => (section.key === own ? section : withoutFigures(section))),
  (sections) => sections.map(withoutFigures),
  (sections) => sections.map(withoutHistory),
  (sections, own) => sections.filter(({ key, bad }) => key === own || bad).map(withoutHistory),
  (sections, own) => sections.filter(({ key }) => key === own).map(withoutHistory),
]

/**
 * A comment's text: the outcome of all, then the sections, those that are bad first. As detailed as fits.
 * @param head the pull request's newest commit
 * @param own key of the section that must be in it
 */
export function writeBody(sections: readonly Section[], head: string, own: string): string {
  const sorted = sections.toSorted(
    (a, b) => Number(b.bad) - Number(a.bad) || (a.title < b.title ? -1 : Number(a.title > b.title)),
  )
  const texts = LADDER.map((less) => textOf(less(sorted, own), sorted, head))
  return texts.find(({ length }) => length <= MOST_CHARACTERS) ?? MARK
}

/** The sections of a comment's text. What is not as we write it is left out. */
export function readBody(body: string): readonly Section[] {
  return [...body.matchAll(SECTION)].flatMap(([, packed = '', text = '']) => {
    const parsed = v.safeParse(sectionSchema, packed.length > MOST_PACKED ? null : unpack(packed))
    return parsed.success ? [{ ...parsed.output, body: text }] : []
  })
}

/** Earlier versions had the history before the figures. */
const SECTION =
  /^<!-- wyndrvr section ([\w-]+) -->\n[\s\S]*?\n<!-- wyndrvr figures -->\n([\s\S]*?)\n?<!-- wyndrvr (?:history|end) -->$/gm

function textOf(shown: readonly Section[], all: readonly Section[], head: string): string {
  const bad = all.filter(({ bad: isBad }) => isBad).length
  const outcome =
    bad === 0 ? '✅ passed' : all.length === 1 ? '❌ failed' : `❌ ${bad} of ${all.length} failed`
  const left = all.length - shown.length
  return [
    MARK,
    `### wyndrvr: ${outcome}`,
    ...shown.map((section) => sectionText(section, head)),
    ...(left > 0 ? [`… and ${left} more sections, for which there is no room.`] : []),
  ].join('\n\n')
}

function sectionText(section: Section, head: string): string {
  const { body, ...facts } = section
  const where = body === '' ? ' (its summary has the figures)' : ''
  // A blank line before each: HTML that begins before it, a fold's end, ends there.
  return [
    `<!-- wyndrvr section ${pack(facts)} -->`,
    `#### ${section.bad ? '❌' : '✅'} ${escapeMarkdown(section.title)}: ${section.verdict}`,
    '',
    `${commitText(section, head)} · ${escapeLink('run', section.url)}${where}`,
    '',
    '<!-- wyndrvr figures -->',
    harmless(body),
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
  return sha === head ? commit : `⚠️ ${commit}, which is not the newest (${head.slice(0, 7)})`
}

/** Our own markers are the only HTML comments that a comment of ours has. */
function harmless(body: string): string {
  return body.trimEnd().replaceAll('<!--', '&lt;!--')
}

function historyOf({ history }: Section): string {
  const points = history.map(({ sha, at, verdict, figures }) => {
    return { commit: sha, at: new Date(at).toISOString(), verdict, figures }
  })
  return historySection({ history: points })
}

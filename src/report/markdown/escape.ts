import { plain } from '../plain.ts'

/** A zero-width space, invisible, which breaks up keywords. */
const GAP = '\u200B'

/** Maximum characters of untrusted text. */
const MOST_CHARACTERS = 300

/**
 * Escapes untrusted text for use within a line, shortened to 300 characters with an ellipsis. Characters that Markdown or
 * HTML could take for markup, all of them ASCII, become character references; a mention, an issue's number and the name of
 * an emoji are broken by a zero-width space. Text that begins a line needs {@link escapeLine}.
 */
export function escapeMarkdown(text: string, most = MOST_CHARACTERS): string {
  return withReferences(
    shortened(plain(text), most)
      .replaceAll(/\bGH-(?=\d)/gi, (word) => `${word.slice(0, 2)}${GAP}-`)
      .replaceAll(/:(?=([\w+-]+):)/g, (colon, name: string, at: number, whole: string) =>
        mayBeEmoji(name, wordAround(whole, at)) ? `:${GAP}` : colon,
      ),
  ).replaceAll(/&#64;|&#35;(?=\d)/g, (reference) => `${reference}${GAP}`)
}

/** Nothing invisible gets into an address such as 127.0.0.1:5001 or 2001:db8:1::7, so that it can be copied. */
function mayBeEmoji(name: string, word: string): boolean {
  return (!/^\d+$/.test(name) && !IPV6.test(word)) || HEXADECIMAL_EMOJI.test(name)
}

/** Eight groups of hexadecimal digits, or fewer with `::`. */
const IPV6 = /^(?=.*::|(?:[^:]*:){7})[\da-f]{0,4}(?::[\da-f]{0,4}){2,7}$/i

/** The emoji whose names could be a part of an address. */
const HEXADECIMAL_EMOJI = /^(?:100|1234|ab?|abcd?|b|be[de]|cd|de)$/i

/** The letters, digits and colons around a place. */
function wordAround(text: string, at: number): string {
  const [before = ''] = /[\w:]*$/.exec(text.slice(Math.max(0, at - LONGEST_IPV6), at)) ?? []
  const [after = ''] = /^[\w:]*/.exec(text.slice(at, at + LONGEST_IPV6)) ?? []
  return `${before}${after}`.replace(/(?<!:):$/, '')
}

const LONGEST_IPV6 = 39

function withReferences(text: string): string {
  return text
    .replaceAll(/[!"#$&'*:<>?@[\\\]^_`{|}~]/g, (character) => `&#${character.codePointAt(0)};`)
    .replaceAll(/(?<=www)\./gi, '&#46;')
}

function shortened(text: string, most: number): string {
  const characters = Array.from(text)
  if (characters.length <= most) return text.trimEnd()
  return `${characters
    .slice(0, most - 1)
    .join('')
    .trimEnd()}…`
}

/** Escapes untrusted text that begins a line, where `1.` or `-` would start a list. */
export function escapeLine(text: string, most = MOST_CHARACTERS): string {
  const escaped = escapeMarkdown(text, most)
  return /^(?:[-+=](?:[-+= ]|$)|\d+[.)](?: |$))/.test(escaped) ? `${GAP}${escaped}` : escaped
}

/** Escapes a headline. Headings wrap early, and a figure should keep its unit. */
export function escapeHeading(text: string): string {
  return escapeMarkdown(text, 150).replaceAll(/(?<=\d) (?=(?:%|[µmn]?s|[kMG]?bps)(?![\w/]))/g, '\u00A0')
}

/**
 * Untrusted text in a code element, since a Markdown code span has no escapes. GitHub looks for no mentions or emoji there,
 * so nothing invisible gets into what readers copy.
 */
export function escapeCode(text: string): string {
  return `<code>${withReferences(shortened(plain(text), MOST_CHARACTERS))}</code>`
}

/** Longer than any useful link. */
const LONGEST_ADDRESS = 1000

/** A link, or only its text if the address is not http(s) or too long. */
export function escapeLink(text: string, url: string, most?: number): string {
  const href = URL.canParse(url) ? new URL(url).href : ''
  if (!/^https?:/.test(href) || href.length > LONGEST_ADDRESS) return escapeMarkdown(text, most)
  const address = href.replaceAll(
    /[^\w.~:/?#&=%+,;@-]/g,
    (character) => `%${(character.codePointAt(0) ?? 0x20).toString(16).toUpperCase()}`,
  )
  return `[${escapeMarkdown(text, most)}](${address})`
}

/**
 * Untrusted text as a quoted label of a mermaid chart. No escape works in all versions of mermaid, and some interpret
 * directives and entities in labels: anything but letters, digits and harmless punctuation becomes a space.
 */
export function escapeMermaid(text: string, most = 40): string {
  const harmless = plain(text.replaceAll(/[^\p{L}\p{N} .,()/+_-]/gu, ' '))
  const label = Array.from(harmless).slice(0, most).join('').trim()
  return `"${label === '' ? '-' : label}"`
}

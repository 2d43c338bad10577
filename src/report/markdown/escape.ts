import { plain } from '../plain.ts'

/** A zero-width space, invisible, which breaks up keywords. */
const GAP = '\u200B'

/** Maximum characters of untrusted text. */
const MOST_CHARACTERS = 300

/**
 * Escapes untrusted text for use within a line, shortened to 300 characters with an ellipsis. Characters that Markdown or
 * HTML could take for markup, all of them ASCII, become character references; what GitHub would turn into a mention, link
 * or picture is broken by a zero-width space. Text that begins a line needs {@link escapeLine}.
 */
export function escapeMarkdown(text: string, most = MOST_CHARACTERS): string {
  return shortened(plain(text), most)
    .replaceAll(/www\./gi, (word) => `${word.slice(0, 3)}${GAP}.`)
    .replaceAll(/\bGH-(?=\d)/gi, (word) => `${word.slice(0, 2)}${GAP}-`)
    .replaceAll(/:(?=[\w+-])/g, `:${GAP}`)
    .replaceAll(/[!"#$&'*:<>?@[\\\]^_`{|}~]/g, (character) => {
      const reference = `&#${character.codePointAt(0)};`
      return character === '@' || character === '#' ? `${reference}${GAP}` : reference
    })
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

/** Untrusted text in a code element, since a Markdown code span has no escapes. */
export function escapeCode(text: string): string {
  return `<code>${escapeMarkdown(text)}</code>`
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

import { plain } from '../plain.ts'

/** A space of no width: it is not seen, and what stands beside it is no keyword any more. */
const GAP = '\u200B'

/** The most characters of a text from outside. */
const MOST_CHARACTERS = 300

/**
 * Text from outside as plain text, at most 300 characters of it, of which the last is an ellipsis where there were more.
 * Each character that Markdown or HTML could take for markup, all of which are ASCII, is a reference, and what GitHub would
 * turn into a mention, a link or a picture is broken by a space of no width.
 * To stand within a line; what begins one goes through {@link escapeLine}.
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

/** Text from outside that stands at the beginning of a line, where `1.` or `-` would begin a list. */
export function escapeLine(text: string, most = MOST_CHARACTERS): string {
  const escaped = escapeMarkdown(text, most)
  return /^(?:[-+=](?:[-+= ]|$)|\d+[.)](?: |$))/.test(escaped) ? `${GAP}${escaped}` : escaped
}

/** Text from outside in the letters of code, as plain as that of {@link escapeMarkdown}. A code span has no escapes. */
export function escapeCode(text: string): string {
  return `<code>${escapeMarkdown(text)}</code>`
}

/** No address that anybody would be sent to is as long. */
const LONGEST_ADDRESS = 1000

/** A link to an address of the web. One that is of another kind, or too long, is left out, and the text stands alone. */
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
 * Text from outside as a label of a mermaid chart, with its quotes. Mermaid knows no escapes that all of its versions
 * understand, and some take directives and entities out of labels too: what is no letter, digit or harmless mark becomes a space.
 */
export function escapeMermaid(text: string, most = 40): string {
  const harmless = plain(text.replaceAll(/[^\p{L}\p{N} .,()/+_-]/gu, ' '))
  const label = Array.from(harmless).slice(0, most).join('').trim()
  return `"${label === '' ? '-' : label}"`
}

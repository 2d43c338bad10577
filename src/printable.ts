/** Control characters, line separators, and those that change the direction of text. */
const UNPRINTABLE = /[\p{Cc}\u061C\u2028\u2029\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu

/**
 * A sentence in which text from outside (a host name, a program's output, the name of a socket) has no control characters:
 * they become escapes such as `\u0000`. Line breaks and tabs stay.
 */
export function printable(sentence: string): string {
  return sentence.replaceAll(UNPRINTABLE, (letter) => (/[\n\t]/.test(letter) ? letter : escaped(letter)))
}

/** Text from outside as a part of one line: its line breaks become escapes, too. */
export function printableLine(text: string): string {
  return text.replaceAll(UNPRINTABLE, escaped)
}

function escaped(letter: string): string {
  return String.raw`\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`
}

/** Lines that GitHub's runner does not take for commands: `::…` at the start of a line, or the older `##[…]` anywhere. */
export function noCommand(lines: string): string {
  return lines.replaceAll('##[', '# [').replaceAll(/^([^\S\n]*)::/gm, '$1: :')
}

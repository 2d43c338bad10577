/** How many columns of a terminal a text without control characters takes. */
export function widthOf(text: string): number {
  let width = 0
  for (const character of text) width += NARROW.test(character) ? 0 : WIDE.test(character) ? 2 : 1
  return width
}

/** A text cut to so many columns, with `…` where something is missing. */
export function cut(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text
  let kept = ''
  for (const character of text) {
    if (widthOf(kept) + widthOf(character) >= columns) break
    kept += character
  }
  return columns > 0 ? `${kept}…` : ''
}

/** A text in lines of so many columns at most, broken at spaces, but not before a `%`; a word that is longer is cut. */
export function wrap(text: string, columns: number): readonly string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/ (?!%)/)) {
    const longer = line === '' ? word : `${line} ${word}`
    if (line !== '' && widthOf(longer) > columns) {
      lines.push(line)
      line = word
    } else line = longer
  }
  return [...lines, line].map((each) => cut(each, columns))
}

/** Parts of a sentence in lines of so many columns at most: a part that fits a line is not broken. */
export function wrapParts(parts: readonly string[], columns: number): readonly string[] {
  const whole = parts.map((part) => (widthOf(part) <= columns ? part.replaceAll(' ', '\u00A0') : part))
  return wrap(whole.join(' '), columns).map((line) => line.replaceAll('\u00A0', ' '))
}

/**
 * A line as several of so many columns at most, broken at spaces, those behind the first set in by two more. It loses
 * nothing: a word that is longer stands on a line of its own.
 */
export function fold(line: string, columns: number): readonly string[] {
  if (widthOf(line) <= columns) return [line]
  const indent = /^ */.exec(line)?.[0] ?? ''
  const lines: string[] = []
  let current: string | null = null
  for (const word of line.slice(indent.length).split(' ')) {
    const longer: string = current === null ? `${indent}${word}` : `${current} ${word}`
    if (current !== null && widthOf(longer) > columns) {
      lines.push(current)
      current = `${indent}  ${word}`
    } else current = longer
  }
  return [...lines, current ?? '']
}

/** Signs that stand on the one before, and take no column. */
const NARROW = /^\p{M}$/u

/** What takes two columns in terminals: the scripts of East Asia, and pictures. */
const WIDE =
  /^(?:\p{sc=Han}|\p{sc=Hiragana}|\p{sc=Katakana}|\p{sc=Hangul}|\p{Emoji_Presentation}|[\u3000-\u303F\uFF01-\uFF60])$/u

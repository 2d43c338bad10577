/** The terminal columns of a text without control characters. */
export function widthOf(text: string): number {
  let width = 0
  for (const character of text) width += NARROW.test(character) ? 0 : WIDE.test(character) ? 2 : 1
  return width
}

/** A text cut to a number of columns, with `…` if it was longer. */
export function cut(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text
  let kept = ''
  for (const character of text) {
    if (widthOf(kept) + widthOf(character) >= columns) break
    kept += character
  }
  return columns > 0 ? `${kept}…` : ''
}

/** Wraps a text at spaces, but not before a `%`. Longer words are cut. */
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

/** Wraps the parts of a sentence; a part that fits a line is not broken. */
export function wrapParts(parts: readonly string[], columns: number): readonly string[] {
  const whole = parts.map((part) => (widthOf(part) <= columns ? part.replaceAll(' ', '\u00A0') : part))
  return wrap(whole.join(' '), columns).map((line) => line.replaceAll('\u00A0', ' '))
}

/**
 * Wraps a line at spaces and indents continuation lines by two more columns. Nothing is cut: a longer word gets its own
 * line.
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

/** Combining characters, which take no column. */
const NARROW = /^\p{M}$/u

/** Characters of two columns: East Asian scripts and emoji. */
const WIDE =
  /^(?:\p{sc=Han}|\p{sc=Hiragana}|\p{sc=Katakana}|\p{sc=Hangul}|\p{Emoji_Presentation}|[\u3000-\u303F\uFF01-\uFF60])$/u

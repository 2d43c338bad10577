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

/** Signs that stand on the one before, and take no column. */
const NARROW = /^\p{M}$/u

/** What takes two columns in terminals: the scripts of East Asia, and pictures. */
const WIDE =
  /^(?:\p{sc=Han}|\p{sc=Hiragana}|\p{sc=Katakana}|\p{sc=Hangul}|\p{Emoji_Presentation}|[\u3000-\u303F\uFF01-\uFF60])$/u

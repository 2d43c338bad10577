import { xmlText } from '../xml-text.ts'

/** HTML, in which all text from outside is escaped. */
export class Html {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

/** What a template of HTML can hold. */
export type Part = Html | string | number | readonly Part[]

/**
 * A template of HTML: text in it is escaped, and may be within an element or within an attribute in double quotes.
 * Not called `html`: formatters would add space to the page.
 */
export function markup(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(String.raw({ raw: strings }, ...parts.map(textOf)))
}

function textOf(part: Part): string {
  if (part instanceof Html) return part.text
  return typeof part === 'object' ? part.map(textOf).join('') : xmlText(String(part))
}

/** Nothing. */
export const NOTHING = new Html('')

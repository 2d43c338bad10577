import { plain } from './plain.ts'

/**
 * Untrusted text for XML or HTML: for an element, or for an attribute in double quotes. XML cannot have control characters
 * even as references.
 */
export function xmlText(value: string): string {
  return plain(value).replaceAll(/[&<>"]/g, (letter) => REFERENCES[letter] ?? letter)
}

const REFERENCES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** The maximum length of a text in UTF-16 code units (at least as many as characters) or UTF-8 bytes. */
export type MarkdownLimit = { readonly characters: number } | { readonly bytes: number }

/** GitHub accepts 65,536 characters per comment; the rest is for the marker lines. */
export const COMMENT_LIMIT: MarkdownLimit = { characters: 64_000 }

/** GitHub drops a step's summary of more than 1 MiB; the rest is for what else the step writes. */
export const SUMMARY_LIMIT: MarkdownLimit = { bytes: 1_000_000 }

/** The first version that fits, uncut, or an empty text. Later versions are not rendered. */
export function firstThatFits(versions: readonly (() => string)[], limit: MarkdownLimit): string {
  for (const version of versions) {
    const text = version()
    if (fits(text, limit)) return text
  }
  return ''
}

function fits(text: string, limit: MarkdownLimit): boolean {
  return 'bytes' in limit ? Buffer.byteLength(text) <= limit.bytes : text.length <= limit.characters
}

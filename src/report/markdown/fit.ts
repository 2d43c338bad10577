/** How long a text may be: in UTF-16 code units, of which there are never fewer than characters, or in bytes of UTF-8. */
export type MarkdownLimit = { readonly characters: number } | { readonly bytes: number }

/** GitHub takes 65,536 characters a comment; some are left for the lines that mark it. */
export const COMMENT_LIMIT: MarkdownLimit = { characters: 64_000 }

/** GitHub takes 1 MiB a step's summary, and drops all of a longer one; some is left for what else the step writes. */
export const SUMMARY_LIMIT: MarkdownLimit = { bytes: 1_000_000 }

/** The first of the versions that fits, each made only when it is its turn; empty where none does. Nothing is ever cut. */
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

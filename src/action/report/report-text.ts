import { markdownReport } from '../../report/markdown.ts'
import type { MarkdownInput } from '../../report/markdown/input.ts'
import { COMMENT_LIMIT, SUMMARY_LIMIT } from '../../report/markdown/fit.ts'

/** What the job summary says. */
export function summaryText(input: MarkdownInput): string {
  return markdownReport(input, SUMMARY_LIMIT)
}

/**
 * What a section of the comment says, which has a heading of its own with the commit and the history in it.
 * @param shared whether the comment has many of them: the legs of a matrix
 */
export function sectionText(input: MarkdownInput, shared: boolean): string {
  const section = { ...input, headed: false, title: null, commit: null }
  return markdownReport(section, COMMENT_LIMIT, shared ? 'compact' : 'full')
}

import * as v from 'valibot'

/** Most characters of a wrong value that a sentence quotes. */
const MOST_QUOTED = 60

/** The beginning of a wrong value. */
export function beginningOf(text: string): string {
  return text.length > MOST_QUOTED ? `${text.slice(0, MOST_QUOTED)}…` : text
}

/** What is wrong with JSON that does not match its schema, such as `has no "tool"` or `has "x" at port, expected number`. */
export function schemaProblem(issue: v.BaseIssue<unknown>): string {
  const path = v.getDotPath(issue)
  if (issue.received === 'undefined') return `has no "${path}"`
  const { received } = issue
  const length = issue.type.endsWith('_length') ? 'a length of ' : ''
  const quoted = beginningOf(received)
  const found = path === null ? `is ${quoted}` : `has ${length}${quoted} at "${path}"`
  return issue.expected === null
    ? `${found}, which is not valid there`
    : `${found}, expected ${issue.expected}`
}

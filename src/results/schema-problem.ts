import * as v from 'valibot'

/** Most characters of a wrong value that a sentence quotes. */
export const MOST_QUOTED = 60

/** What is wrong with JSON that does not match its schema, such as `has no "tool"` or `has "x" at port, expected number`. */
export function schemaProblem(issue: v.BaseIssue<unknown>): string {
  const path = v.getDotPath(issue)
  if (issue.received === 'undefined') return `has no "${path}"`
  const { received } = issue
  const length = issue.type.endsWith('_length') ? 'a length of ' : ''
  const quoted = received.length > MOST_QUOTED ? `${received.slice(0, MOST_QUOTED)}…` : received
  const found = path === null ? `is ${quoted}` : `has ${length}${quoted} at "${path}"`
  return issue.expected === null
    ? `${found}, which is not valid there`
    : `${found}, expected ${issue.expected}`
}

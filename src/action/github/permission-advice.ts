import type { Task } from '../inputs/inputs.ts'
import { apiErrorOf, isRateLimit } from './api-error.ts'
import { UnreadableAnswer } from './read-answer.ts'

/** Why a comment could not be written, and what to do. */
export interface Advice {
  readonly sentence: string
  /** To paste into the workflow; `null` if that does not help. */
  readonly yaml: string | null
}

/**
 * Explains why a request was refused, with all permissions that a job with this `task` needs.
 * @param what was refused
 */
export function adviceOn(error: unknown, task: Task, what = 'the comment'): Advice {
  if (error instanceof UnreadableAnswer) return { sentence: error.message, yaml: null }
  const apiError = apiErrorOf(error)
  const { status, message } = apiError
  const words = message.replace(/ - https:\/\/\S+$/, '')
  const why = `GitHub refused ${what} (${status ?? 'no answer'}: ${words}).`
  const advice = (sentence: string): Advice => ({ sentence: `${why} ${sentence}`, yaml: null })
  if (isRateLimit(apiError)) return advice("GitHub's rate limit is exceeded.")
  if (status === 401) return advice('The input github-token has expired or is invalid.')
  if (status === null || status >= 500) return advice('The next run tries again.')
  if (/\blocked\b/i.test(words)) return advice('Unlock the conversation of the pull request to get comments.')
  // Other reasons, such as an archived repository, are in GitHub's words.
  if (!/not accessible|not found/i.test(words)) return { sentence: why, yaml: null }
  const permissions = PERMISSIONS.filter(([name]) => task === 'report' || name !== 'actions')
  const list = permissions.slice(0, -1).map(([name, value]) => `${name}: ${value}`)
  const last = permissions.at(-1)?.join(': ') ?? ''
  return {
    sentence: `${why} ${status === 404 ? 'The pull request does not exist, or the' : 'The'} token needs the permissions ${list.join(', ')} and ${last}. Add them to the job, and to the job that calls it if its workflow is reusable.`,
    yaml: ['permissions:', ...permissions.map(([name, value]) => `  ${name}: ${value}`)].join('\n'),
  }
}

/** A workflow that lists some permissions has no others, so the block to paste lists all. */
const PERMISSIONS = [
  ['actions', 'read'],
  ['contents', 'read'],
  ['pull-requests', 'write'],
] as const

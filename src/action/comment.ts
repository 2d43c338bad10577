import * as core from '@actions/core'
import { context, getOctokit } from '@actions/github'

import { messageOf } from '../errors.ts'
import type { Inputs } from './inputs.ts'

/**
 * Creates or updates this job's comment on the pull request that the workflow runs for; elsewhere does nothing.
 * Never throws: a report that could not be posted is a warning, and no reason for a red check.
 */
export async function commentOnPullRequest(report: string, { token, mode }: Inputs): Promise<void> {
  const issue = context.payload.pull_request?.number
  if (issue === undefined) return core.info('No comment: this workflow does not run for a pull request.')
  if (token === null) return core.warning('No comment was posted: the input github-token is empty.')
  try {
    const url = await upsert(token, issue, marker(mode), report)
    core.info(`Commented: ${url}`)
  } catch (error) {
    core.warning(refusal(error))
  }
}

/** How long all requests to GitHub may take together (ms). */
const API_TIME = 60_000

interface CommentAuthor {
  readonly user: { readonly type: string } | null
  readonly author_association?: string
}

/** The hidden line by which this job finds its own comment again. */
function marker(mode: string): string {
  const key = [context.workflow, context.job, mode].map(encodeURIComponent).join('/')
  return `<!-- wyndrvr ${key} -->`
}

async function upsert(token: string, issue: number, mark: string, report: string): Promise<string> {
  // An API that accepts and never answers must not hold the job.
  const { rest, paginate } = getOctokit(token, { request: { signal: AbortSignal.timeout(API_TIME) } })
  const place = context.repo
  const comments = await paginate(rest.issues.listComments, { ...place, issue_number: issue, per_page: 100 })
  const body = `${mark}\n${report}`
  const mine = comments.find((comment) => comment.body?.startsWith(mark) && mayBeOurs(comment))
  const { data } = mine
    ? await rest.issues.updateComment({ ...place, comment_id: mine.id, body })
    : await rest.issues.createComment({ ...place, issue_number: issue, body })
  return data.html_url
}

/** Anybody can write our marker; who has no right to this repository could change the comment afterwards. */
function mayBeOurs({ user, author_association: association }: CommentAuthor): boolean {
  return user?.type === 'Bot' || ['OWNER', 'MEMBER', 'COLLABORATOR'].includes(association ?? '')
}

function refusal(error: unknown): string {
  const status = error instanceof Error && 'status' in error ? Number(error.status) : null
  const why = `The comment was refused (${status ?? 'no answer'}: ${messageOf(error)}).`
  if (status === 403 || status === 404) {
    return `${why} The token needs the permission 'pull-requests: write'; on a pull request from a fork GitHub gives none.`
  }
  if (status === 422) {
    return `${why} GitHub did not accept it; a closed or locked pull request and the permission 'pull-requests: write' are worth a look.`
  }
  return `${why} The figures are in the job summary.`
}

import * as v from 'valibot'

import { apiErrorOf } from '../github/api-error.ts'
import type { Octokit } from '../github/octokit.ts'
import { readAnswer } from '../github/read-answer.ts'
import { MARKER } from './comment-body.ts'

/** A comment on a pull request. */
export interface StoredComment {
  readonly id: number
  readonly body: string
  readonly url: string
}

/** The claim to create the comment, which one job at a time has. */
export interface Claim {
  readonly id: number
  /** Whether this job took it. */
  readonly mine: boolean
}

/** The comments of one pull request. */
export interface CommentStore {
  /** All comments that this action wrote with this token, or may have. */
  readonly list: () => Promise<readonly StoredComment[]>
  readonly create: (body: string) => Promise<void>
  /** A comment that is already deleted is not an error: the next read shows it. */
  readonly update: (id: number, body: string) => Promise<void>
  /** A comment that is already deleted is not an error. */
  readonly remove: (id: number) => Promise<void>
  /** Takes the claim, or says which one is in the way; `null` if nobody can have it. */
  readonly claim: () => Promise<Claim | null>
  /** Never throws: if it fails, the next job waits for a while. */
  readonly release: (claim: Claim) => Promise<void>
}

const authorSchema = v.object({
  user: v.nullish(v.object({ login: v.optional(v.string()), type: v.optional(v.string()) })),
})

const commentsSchema = v.array(
  v.object({
    ...authorSchema.entries,
    id: v.number(),
    body: v.optional(v.string()),
    html_url: v.string(),
  }),
)

const reactionSchema = v.object({ id: v.number(), created_at: v.string() })

/** An account can have one reaction of each kind; GitHub says whether it is new, and notifies nobody. */
const CLAIM = 'eyes'
const NEW = 201

/** Longer (ms) than a job keeps the claim: an older reaction is that of another workflow, and stays. */
const OLDEST_CLAIM = 30_000

type Author = v.InferOutput<typeof authorSchema>

/** A write is not retried: by then there may be other text to merge, which has to be read first. */
const NO_RETRY = { retries: 0 }

/** The comments of a pull request on GitHub. */
export function commentStore(
  octokit: Octokit,
  place: { readonly owner: string; readonly repo: string },
  pull: number,
): CommentStore {
  const { rest, paginate } = octokit
  let own: Promise<string | null> | null = null
  return {
    list: async () => {
      const answered: unknown = await paginate(rest.issues.listComments, {
        ...place,
        issue_number: pull,
        per_page: 100,
      })
      const comments = readAnswer(commentsSchema, answered, 'comments')
      const marked = comments.filter(({ body = '' }) => body.startsWith(MARKER))
      if (marked.length === 0) return []
      own ??= ownLogin(octokit)
      const login = await own
      return marked
        .filter((comment) => isBy(login, comment))
        .map(({ id, body = '', html_url: url }) => ({ id, url, body: body.replaceAll('\r\n', '\n') }))
    },
    create: async (body) => {
      await rest.issues.createComment({ ...place, issue_number: pull, body, request: NO_RETRY })
    },
    update: async (id, body) =>
      unlessGone(rest.issues.updateComment({ ...place, comment_id: id, body, request: NO_RETRY })),
    remove: async (id) =>
      unlessGone(rest.issues.deleteComment({ ...place, comment_id: id, request: NO_RETRY })),
    claim: async () => {
      try {
        const options = { ...place, issue_number: pull, content: CLAIM, request: NO_RETRY } as const
        const { status, data, headers } = await rest.reactions.createForIssue(options)
        const { id, created_at: since } = readAnswer(reactionSchema, data, 'a reaction')
        const mine = status === NEW
        // Both times are of GitHub's clock.
        const age = Date.parse(headers.date ?? '') - Date.parse(since)
        return !mine && age > OLDEST_CLAIM ? null : { id, mine }
      } catch {
        return null
      }
    },
    release: async ({ id }) => {
      await rest.reactions
        .deleteForIssue({ ...place, issue_number: pull, reaction_id: id, request: NO_RETRY })
        .catch(() => undefined)
    },
  }
}

async function unlessGone(request: Promise<unknown>): Promise<void> {
  try {
    await request
  } catch (error) {
    if (apiErrorOf(error).status !== 404) throw error
  }
}

/** The account that the token writes as; `null` if GitHub does not say. REST does not tell a job's own token. */
async function ownLogin(octokit: Octokit): Promise<string | null> {
  try {
    const { viewer } = await octokit.graphql<{ readonly viewer: { readonly login: string } }>(
      '{ viewer { login } }',
    )
    return viewer.login
  } catch {
    return null
  }
}

/** Anybody can write the marker, so only comments by the token's own account count; if that is unknown, those by bots. */
function isBy(login: string | null, { user }: Author): boolean {
  const isBot = user?.type === 'Bot'
  if (login === null) return isBot
  return user?.login === login || (isBot && user.login === `${login}[bot]`)
}

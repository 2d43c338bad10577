import type { Octokit } from '../github/octokit.ts'
import { apiErrorOf } from '../github/api-error.ts'

/** A comment on a pull request. */
export interface StoredComment {
  readonly id: number
  readonly body: string
  readonly url: string
}

/** The comments of one pull request. */
export interface CommentStore {
  /** All comments that may be this action's. */
  readonly list: () => Promise<readonly StoredComment[]>
  readonly create: (body: string) => Promise<void>
  /** A comment that is already deleted is not an error: the next read shows it. */
  readonly update: (id: number, body: string) => Promise<void>
  /** A comment that is already deleted is not an error. */
  readonly remove: (id: number) => Promise<void>
}

interface Author {
  readonly user: { readonly type?: string } | null
  readonly author_association?: string
}

/** A write is not retried: by then there may be other text to merge, which has to be read first. */
const NO_RETRY = { retries: 0 }

/** The comments of a pull request on GitHub. */
export function commentStore(
  { rest, paginate }: Octokit,
  place: { readonly owner: string; readonly repo: string },
  pull: number,
): CommentStore {
  return {
    list: async () => {
      const comments = await paginate(rest.issues.listComments, {
        ...place,
        issue_number: pull,
        per_page: 100,
      })
      return comments
        .filter(mayBeOurs)
        .map(({ id, body = '', html_url: url }) => ({ id, url, body: body.replaceAll('\r\n', '\n') }))
    },
    create: async (body) => {
      await rest.issues.createComment({ ...place, issue_number: pull, body, request: NO_RETRY })
    },
    update: async (id, body) =>
      unlessGone(rest.issues.updateComment({ ...place, comment_id: id, body, request: NO_RETRY })),
    remove: async (id) =>
      unlessGone(rest.issues.deleteComment({ ...place, comment_id: id, request: NO_RETRY })),
  }
}

async function unlessGone(request: Promise<unknown>): Promise<void> {
  try {
    await request
  } catch (error) {
    if (apiErrorOf(error).status !== 404) throw error
  }
}

/** Anybody can write the marker, so comments of people without access to the repository, who could edit them, do not count. */
function mayBeOurs({ user, author_association: association }: Author): boolean {
  return user?.type === 'Bot' || ['OWNER', 'MEMBER', 'COLLABORATOR'].includes(association ?? '')
}

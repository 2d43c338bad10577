import type { Octokit } from '../github/octokit.ts'
import { refusalOf } from '../github/refusal.ts'

/** A comment on a pull request. */
export interface StoredComment {
  readonly id: number
  readonly body: string
  readonly url: string
}

/** The comments of one pull request. */
export interface CommentStore {
  /** All that may be ours. */
  readonly list: () => Promise<readonly StoredComment[]>
  readonly create: (body: string) => Promise<void>
  /** One that is gone already is no error: reading again shows it. */
  readonly update: (id: number, body: string) => Promise<void>
  /** One that is gone already is no error. */
  readonly remove: (id: number) => Promise<void>
}

interface Author {
  readonly user: { readonly type?: string } | null
  readonly author_association?: string
}

/** A write is not sent again as it is: what it would overwrite by then has to be read first. */
const ONCE = { retries: 0 }

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
      await rest.issues.createComment({ ...place, issue_number: pull, body, request: ONCE })
    },
    update: async (id, body) =>
      unlessGone(rest.issues.updateComment({ ...place, comment_id: id, body, request: ONCE })),
    remove: async (id) => unlessGone(rest.issues.deleteComment({ ...place, comment_id: id, request: ONCE })),
  }
}

async function unlessGone(request: Promise<unknown>): Promise<void> {
  try {
    await request
  } catch (error) {
    if (refusalOf(error).status !== 404) throw error
  }
}

/** Anybody can write our marker; who has no right to this repository could change the comment afterwards. */
function mayBeOurs({ user, author_association: association }: Author): boolean {
  return user?.type === 'Bot' || ['OWNER', 'MEMBER', 'COLLABORATOR'].includes(association ?? '')
}

/** The comments of the loopback GitHub API, and its answers about them. */
import { type Answer, commentText, NOT_FOUND, refuse } from './refusals.ts'
import type { Match } from './openapi.ts'

/** Who wrote a comment. */
export interface GitHubAuthor {
  readonly login: string
  readonly type: 'Bot' | 'User'
}

/** The account that a job's own token writes as. */
export const JOB: GitHubAuthor = { login: 'github-actions[bot]', type: 'Bot' }

/** A comment. All repositories share the same comments. */
export interface GitHubComment {
  readonly id: number
  readonly issue: number
  readonly body: string
  /** Its author. */
  readonly by: GitHubAuthor
}

/** The state of the server. */
export interface Store {
  /** Maximum number of comments per page. */
  readonly pageSize: number
  /** Prefix of every path; empty on github.com. */
  readonly basePath: string
  readonly comments: StoredComment[]
  lastId: number
  /** The repositories that were listed; the id of each is its position, counted from 1. */
  readonly repositories: string[]
}

/** A comment with the fields that only GitHub's representation has. */
interface StoredComment extends GitHubComment {
  body: string
  readonly createdAt: string
  updatedAt: string
}

const DEFAULT_PAGE_SIZE = 30

/** Answers a valid request, unless the text of its comment is invalid. */
export function respond(store: Store, url: URL, match: Match, body: unknown): Answer {
  const { operation, parameters } = match
  const repository = `${parameters.get('owner')}/${parameters.get('repo')}`
  const show = (comment: StoredComment) => represent(comment, url.origin, repository)
  const issue = Number(parameters.get('issue_number'))
  const id = Number(parameters.get('comment_id'))
  const comment = store.comments.find((candidate) => candidate.id === id)

  if (operation.operationId === 'issues/list-comments' && Number.isInteger(issue)) {
    const { comments, headers } = list(store, url, repository, issue)
    return { status: 200, headers, body: comments.map(show) }
  }
  if (operation.operationId === 'issues/get-comment' && comment !== undefined) {
    return { status: 200, body: show(comment) }
  }
  const text = commentText(body)
  if (operation.operationId === 'issues/create-comment' && Number.isInteger(issue)) {
    if (typeof text !== 'string') {
      return refuse(match, text)
    }
    const created = show(addComment(store, issue, text))
    return { status: 201, headers: { location: created.url }, body: created }
  }
  if (operation.operationId === 'issues/delete-comment' && comment !== undefined) {
    store.comments.splice(store.comments.indexOf(comment), 1)
    return { status: 204, body: undefined }
  }
  if (operation.operationId === 'issues/update-comment' && comment !== undefined) {
    if (typeof text !== 'string') {
      return refuse(match, text)
    }
    comment.body = text
    comment.updatedAt = now()
    return { status: 200, body: show(comment) }
  }
  return refuse(match, NOT_FOUND)
}

/** Adds a comment. */
export function addComment(store: Store, issue: number, body: string, by = JOB): StoredComment {
  const createdAt = now()
  // Larger than 32 bits, as GitHub's ids are, and never reused.
  store.lastId += 1
  const id = 2 ** 32 + store.lastId
  const comment = { id, issue, body, by, createdAt, updatedAt: createdAt }
  store.comments.push(comment)
  return comment
}

/** Replaces the id of a repository, which GitHub's links to further pages have, by its name. */
export function withName({ repositories }: Store, path: string): string {
  return path.replace(/^\/repositories\/(\d+)(?=\/)/, (prefix, id: string) => {
    const name = repositories[Number(id) - 1]
    return name === undefined ? prefix : `/repos/${name}`
  })
}

function list(
  { comments, pageSize, basePath, repositories }: Store,
  url: URL,
  repository: string,
  issue: number,
): { comments: StoredComment[]; headers: Record<string, string> } {
  // Without `since` the date is NaN, and no date is less than NaN.
  const since = Date.parse(url.searchParams.get('since') ?? '')
  const listed = comments.filter(
    (comment) => comment.issue === issue && !(Date.parse(comment.updatedAt) < since),
  )
  const size = Math.min(count(url, 'per_page') ?? DEFAULT_PAGE_SIZE, pageSize)
  const page = count(url, 'page') ?? 1

  if (!repositories.includes(repository)) {
    repositories.push(repository)
  }
  const id = repositories.indexOf(repository) + 1
  const base = new URL(`${basePath}/repositories/${id}/issues/${issue}/comments${url.search}`, url)
  const link = linkHeader(base, page, Math.max(1, Math.ceil(listed.length / size)))
  return {
    comments: listed.slice((page - 1) * size, page * size),
    headers: link === '' ? {} : { link },
  }
}

// GitHub replaces an invalid number by its default.
function count(url: URL, parameter: string): number | null {
  const text = url.searchParams.get(parameter) ?? ''
  return /^\d+$/.test(text) && Number(text) > 0 ? Number(text) : null
}

function linkHeader(base: URL, page: number, last: number): string {
  const before: [rel: string, page: number][] = [['prev', Math.min(page - 1, last)]]
  const after: [rel: string, page: number][] = [
    ['next', page + 1],
    ['last', last],
  ]
  const links = [
    ...(page > 1 ? before : []),
    ...(page < last ? after : []),
    ...(page > 1 ? [['first', 1] as const] : []),
  ]
  return links
    .map(([rel, target]) => {
      const url = new URL(base)
      url.searchParams.set('page', String(target))
      return `<${url.href}>; rel="${rel}"`
    })
    .join(', ')
}

function represent(comment: StoredComment, origin: string, repository: string) {
  const { id, issue, body, createdAt, updatedAt } = comment
  const url = `${origin}/repos/${repository}/issues`
  return {
    id,
    node_id: `IC_${id}`,
    url: `${url}/comments/${id}`,
    html_url: `https://github.com/${repository}/issues/${issue}#issuecomment-${id}`,
    issue_url: `${url}/${issue}`,
    body,
    user: { ...author(origin), ...comment.by },
    created_at: createdAt,
    updated_at: updatedAt,
    author_association: 'NONE',
    performed_via_github_app: null,
  }
}

/** The account of the job's own token. */
export function author(origin: string) {
  const url = `${origin}/users/github-actions%5Bbot%5D`
  return {
    login: 'github-actions[bot]',
    id: 41_898_282,
    node_id: 'MDM6Qm90NDE4OTgyODI=',
    avatar_url: 'https://avatars.githubusercontent.com/in/15368?v=4',
    gravatar_id: '',
    url,
    html_url: 'https://github.com/apps/github-actions',
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type: 'Bot',
    site_admin: false,
  }
}

function now(): string {
  return new Date().toISOString().replace(/\.\d+/, '')
}

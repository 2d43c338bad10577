/** The reactions of the loopback GitHub API. */
import { author } from './comments.ts'
import { NOT_FOUND, refuse } from './refusals.ts'
import type { Answer } from './refusals.ts'
import type { Match } from './openapi.ts'

/** A reaction by the job's own token. All repositories share the same reactions. */
export interface GitHubReaction {
  readonly id: number
  readonly issue: number
  readonly content: string
}

/** The reactions, each with the time of its creation, and the id of the latest; ids are never reused. */
export interface Reactions {
  readonly all: StoredReaction[]
  lastId: number
}

interface StoredReaction extends GitHubReaction {
  readonly createdAt: Date
}

/** Adds a reaction that was made this long ago (ms). */
export function addReaction(
  reactions: Reactions,
  { issue, content }: Pick<GitHubReaction, 'issue' | 'content'>,
  age = 0,
): StoredReaction {
  reactions.lastId += 1
  const made = { id: reactions.lastId, issue, content, createdAt: new Date(Date.now() - age) }
  reactions.all.push(made)
  return made
}

/** Answers a request about reactions; `null` for any other. */
export function answerAboutReactions(
  reactions: Reactions,
  url: URL,
  { operation, parameters }: Match,
  body: unknown,
): Answer | null {
  const issue = Number(parameters.get('issue_number'))
  if (operation.operationId === 'reactions/create-for-issue') {
    const content = typeof body === 'object' && body !== null && 'content' in body ? String(body.content) : ''
    const found = reactions.all.find((reaction) => reaction.issue === issue && reaction.content === content)
    if (found !== undefined) return { status: 200, body: represent(found, url.origin) }
    return { status: 201, body: represent(addReaction(reactions, { issue, content }), url.origin) }
  }
  if (operation.operationId !== 'reactions/delete-for-issue') return null
  const id = Number(parameters.get('reaction_id'))
  const index = reactions.all.findIndex((reaction) => reaction.id === id && reaction.issue === issue)
  if (index === -1) return refuse({ operation, parameters }, NOT_FOUND)
  reactions.all.splice(index, 1)
  return { status: 204, body: undefined }
}

function represent({ id, content, createdAt }: StoredReaction, origin: string): object {
  return {
    id,
    node_id: `REA_${id}`,
    user: author(origin),
    content,
    created_at: createdAt.toISOString().replace(/\.\d+/, ''),
  }
}

/** Refusals of the loopback GitHub API, in the words of GitHub's own API. */
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import type { Match } from './openapi.ts'

/** An answer to a request, before its body is written as JSON. */
export interface Answer {
  readonly status: number
  readonly body: unknown
  readonly headers?: Record<string, string>
}

/** A failure as an answer to a request. */
export interface GitHubFailure {
  readonly status: number
  readonly message: string
  readonly headers?: Record<string, string>
  readonly errors?: readonly object[]
}

/** The failure of a request that the description does not allow. */
interface Refusal extends GitHubFailure {
  readonly finding: string
}

/** The failure of a request about something that does not exist. */
export const NOT_FOUND: GitHubFailure = { status: 404, message: 'Not Found' }

const MAX_REQUEST_BYTES = 1024 * 1024
const MAX_COMMENT_CHARACTERS = 65_536

/** Answers a request with a failure. */
export function refuse(match: Match | null, failure: GitHubFailure): Answer {
  const { status, message, errors, headers = {} } = failure
  const documentation_url = match?.operation.externalDocs.url ?? 'https://docs.github.com/rest'
  return { status, headers, body: { message, errors, documentation_url, status: String(status) } }
}

/** Refuses a request without the required headers. */
export function denial(headers: IncomingHttpHeaders, token: string): Refusal | null {
  if (!headers['user-agent']) {
    const message = 'Request forbidden by administrative rules.'
    return { status: 403, message, finding: 'the User-Agent header is missing' }
  }
  const given = /^(?:bearer|token) (.+)$/i.exec(headers.authorization ?? '')?.[1]
  if (given === undefined) {
    const finding = 'the Authorization header is missing, or neither "token X" nor "Bearer X"'
    return { status: 401, message: 'Requires authentication', finding }
  }
  const finding = 'the Authorization header has a token that is not known'
  return given === token ? null : { status: 401, message: 'Bad credentials', finding }
}

/** Reads a request's body (`undefined` if empty), and refuses one that is not valid JSON. */
export async function receive(
  request: IncomingMessage,
): Promise<{ readonly body: unknown; readonly refusal: Refusal | null }> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    // The rest is read but discarded, so that a client that is still writing gets its answer.
    if (size <= MAX_REQUEST_BYTES) {
      chunks.push(chunk)
    }
  }
  if (size > MAX_REQUEST_BYTES) {
    const finding = `the body is longer than ${MAX_REQUEST_BYTES} bytes`
    return { body: undefined, refusal: { status: 413, message: 'Payload Too Large', finding } }
  }
  const text = Buffer.concat(chunks).toString()
  try {
    const body: unknown = text === '' ? undefined : JSON.parse(text)
    return { body, refusal: null }
  } catch {
    const finding = 'the body is not JSON'
    return { body: text, refusal: { status: 400, message: 'Problems parsing JSON', finding } }
  }
}

/** The text of a comment in a request's body, or the failure to answer with. */
export function commentText(body: unknown): string | GitHubFailure {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    return invalidRequest(`For 'links/0/schema', ${inRuby(body)} is not an object.`)
  }
  const text: unknown = 'body' in body ? body.body : undefined
  if (text === undefined) {
    return invalidRequest(`"body" wasn't supplied.`)
  }
  if (typeof text !== 'string') {
    return invalidRequest(`For 'properties/body', ${inRuby(text)} is not a string.`)
  }
  if (text.trim() === '') {
    return validationFailed('Body cannot be blank')
  }
  // Characters, not UTF-16 code units.
  return [...text].length > MAX_COMMENT_CHARACTERS
    ? validationFailed(`Body is too long (maximum is ${MAX_COMMENT_CHARACTERS} characters)`)
    : text
}

function invalidRequest(detail: string): GitHubFailure {
  return { status: 422, message: `Invalid request.\n\n${detail}` }
}

function inRuby(value: unknown): string {
  return value === undefined || value === null ? 'nil' : JSON.stringify(value)
}

function validationFailed(message: string): GitHubFailure {
  const error = { resource: 'IssueComment', code: 'unprocessable', field: 'data', message }
  return { status: 422, message: 'Validation Failed', errors: [error] }
}

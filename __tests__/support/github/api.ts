/**
 * A GitHub REST API on the loopback interface: comments, reactions, pull requests, jobs and artifacts. Checks every request
 * and every response against GitHub's own OpenAPI description.
 */
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import { setTimeout } from 'node:timers/promises'
import { answerAboutArtifacts, type GitHubArtifact, startArtifactHost } from './artifacts.ts'
import {
  addComment,
  type GitHubAuthor,
  type GitHubComment,
  JOB,
  respond,
  type Store,
  withName,
} from './comments.ts'
import { answerAboutJobs, type GitHubJob } from './jobs.ts'
import { addReaction, answerAboutReactions } from './reactions.ts'
import type { GitHubReaction, Reactions } from './reactions.ts'
import { answerAboutPulls, examplePull, type GitHubPull } from './pulls.ts'
import { type Answer, denial, type GitHubFailure, NOT_FOUND, receive, refuse } from './refusals.ts'
import { checkBody, checkParameters, checkResponse, findOperation } from './openapi.ts'

/** Options of a {@link GitHubApi}. */
interface GitHubApiOptions {
  /** Maximum number of comments per page, regardless of `per_page`. Default: 100, as on GitHub. */
  readonly pageSize?: number
  /** Existing comments, on issue 1 unless they name another. */
  readonly comments?: readonly {
    readonly body: string
    readonly issue?: number
    /** Default: the job's own token. */
    readonly by?: GitHubAuthor
  }[]
  /** Existing reactions by the job's own token. */
  readonly reactions?: readonly (Pick<GitHubReaction, 'issue' | 'content'> & {
    /** Age in ms. */
    readonly age: number
  })[]
  /** Existing pull requests. Default: that of GitHub's example. */
  readonly pulls?: readonly GitHubPull[]
  readonly artifacts?: readonly GitHubArtifact[]
  readonly jobs?: readonly GitHubJob[]
  /** Prefix of every path, such as `/api/v3` on GitHub Enterprise Server. */
  readonly basePath?: string
  /** Maximum delay of an answer (ms); each is delayed by a random time. */
  readonly delay?: number
  /** Called for every request: returns the failure to answer with, `silence` to never answer, or `null` for neither. */
  readonly fail?: (request: {
    readonly method: string
    readonly path: string
  }) => GitHubFailure | 'silence' | null
}

/** A request; `operation` is the id of its operation in the description, or `null`. */
interface GitHubRequest {
  readonly method: string
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  readonly body: unknown
  readonly operation: string | null
}

/** A running server. */
export interface GitHubApi extends AsyncDisposable {
  readonly url: string
  /** The only accepted token. */
  readonly token: string
  readonly requests: readonly GitHubRequest[]
  /** Violations of the description, in requests and in the server's own responses. */
  readonly problems: readonly string[]
  /** The current comments. */
  readonly comments: readonly Omit<GitHubComment, 'by'>[]
  /** The current reactions. */
  readonly reactions: readonly GitHubReaction[]
  close(): Promise<void>
}

/** Starts a server on a free port of 127.0.0.1. */
export async function startGitHubApi(options: GitHubApiOptions = {}): Promise<GitHubApi> {
  const token = `test-${randomUUID()}`
  const requests: GitHubRequest[] = []
  const problems: string[] = []
  const { basePath = '', pulls = [examplePull()], artifacts = [], jobs = [], delay = 0 } = options
  const store: Store = {
    pageSize: Math.min(options.pageSize ?? 100, 100),
    basePath,
    comments: [],
    lastId: 0,
    repositories: [],
  }
  const reactions: Reactions = { all: [], lastId: 0 }
  const host = await startArtifactHost(artifacts)
  for (const { body, issue, by } of options.comments ?? []) {
    addComment(store, issue ?? 1, body, by)
  }
  for (const { age, ...reaction } of options.reactions ?? []) addReaction(reactions, reaction, age)

  const server = createServer((request, response) => {
    exchange(request).then(
      ({ status, headers, body }) => {
        response.writeHead(status, {
          ...(body === undefined ? {} : { 'content-type': 'application/json; charset=utf-8' }),
          ...headers,
        })
        response.end(JSON.stringify(body))
      },
      (error: unknown) => {
        // A client may disconnect before its request is complete; anything else is a fault of this server.
        if (request.complete) {
          problems.push(`${request.method} ${request.url}: the server failed: ${String(error)}`)
        }
        response.destroy()
      },
    )
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') {
    throw new Error('The server has no port')
  }
  const origin = `http://127.0.0.1:${address.port}`

  async function exchange(request: IncomingMessage): Promise<Answer> {
    const { method = 'GET', headers } = request
    const url = new URL(`${origin}${request.url}`)
    const path = url.pathname
    const withoutBase = path.startsWith(`${basePath}/`) ? path.slice(basePath.length) : '/'
    const match = findOperation(method, withName(store, withoutBase))
    const { body, refusal } = await receive(request)
    if (delay > 0) await setTimeout(Math.random() * delay)
    // The description has no GraphQL: of that, this server knows whose token it is.
    const graphql = method === 'POST' && path === `${basePath.replace(/\/v3$/, '')}/graphql`
    const operation = graphql ? 'graphql' : (match?.operation.operationId ?? null)
    requests.push({ method, path, query: Object.fromEntries(url.searchParams), body, operation })

    const denied = denial(headers, token)
    const findings = [denied, refusal].flatMap((refused) => refused?.finding ?? [])
    const failed = options.fail?.({ method, path }) ?? null
    if (failed === 'silence') return new Promise<never>(() => undefined)
    if (graphql && refusal === null && denied === null) {
      return failed ? refuse(null, failed) : { status: 200, body: { data: { viewer: { login: JOB.login } } } }
    }
    if (match === null) {
      findings.push('the operation is not in the description')
    } else {
      findings.push(...checkParameters(match, url.searchParams))
      findings.push(...(refusal === null ? checkBody(match.operation, body, headers) : []))
    }

    const failure = failed ?? denied ?? (match && refusal)
    const answer =
      match === null || failure
        ? refuse(match, failure ?? NOT_FOUND)
        : (answerAboutPulls(pulls, url, match) ??
          answerAboutJobs(jobs, match) ??
          answerAboutArtifacts(artifacts, host.url, url, match) ??
          answerAboutReactions(reactions, url, match, body) ??
          respond(store, url, match, body))
    // Check what is sent: JSON omits undefined fields.
    const sent: unknown = answer.body === undefined ? undefined : JSON.parse(JSON.stringify(answer.body))
    findings.push(...checkResponse(match, answer.status, sent))
    problems.push(...findings.map((finding) => `${method} ${path}: ${finding}`))
    if (delay > 0) await setTimeout(Math.random() * delay)
    return answer
  }

  async function close(): Promise<void> {
    if (server.listening) {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
      await host[Symbol.asyncDispose]()
    }
  }

  return {
    url: `${origin}${basePath}`,
    token,
    requests,
    get problems() {
      return [...problems, ...host.problems]
    },
    get reactions() {
      return reactions.all.map(({ id, issue, content }) => ({ id, issue, content }))
    },
    get comments() {
      return store.comments.map(({ id, issue, body }) => ({ id, issue, body }))
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}

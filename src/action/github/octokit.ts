import { getOctokit } from '@actions/github'
import { defaults } from '@actions/github/lib/utils'
import { retry } from '@octokit/plugin-retry'
import { throttling } from '@octokit/plugin-throttling'

import { timeoutSignal } from '../../host/timers.ts'
import { retryAfter } from './api-error.ts'
import { UnreadableAnswer } from './read-answer.ts'

/** Client of GitHub's API, with retries and throttling. */
export type Octokit = ReturnType<typeof makeOctokit>

/** Timeout (ms) of each request: an API that never answers must not hold up the job, however long it measured before. */
const REQUEST_TIME = 15_000

/** Maximum number of retries of a read, after 1 s and 4 s, if GitHub fails or cannot be reached. */
const MAX_RETRIES = 2

/** Longest delay (s) that GitHub may ask for before a read is retried. */
const MAX_DELAY = 30

/** Creates the client, once per step. It uses `GITHUB_API_URL`, so it also works on GitHub Enterprise Server. */
export function makeOctokit(token: string) {
  const shouldRetry = (...[seconds, { method }, , retries]: RateLimitArguments): boolean =>
    method === 'GET' && retries < MAX_RETRIES && seconds <= MAX_DELAY
  const silent = (): void => undefined
  // Goes through the runner's proxy, if it has one.
  const fetchThroughProxy: typeof fetch = defaults.request?.['fetch']
  const fetchInTime: typeof fetch = async (url, init) =>
    fetchThroughProxy(url, { ...init, signal: timeoutSignal(REQUEST_TIME) })
  return getOctokit(
    token,
    {
      request: { fetch: fetchInTime },
      // The action reports failures itself, once.
      log: { debug: silent, info: silent, warn: silent, error: silent },
      retry: { retries: MAX_RETRIES, doNotRetry: [...NEVER_RETRIED, TOO_MANY] },
      throttle: { onRateLimit: shouldRetry, onSecondaryRateLimit: shouldRetry },
    },
    keepRetryAfter,
    refuseOtherAnswers,
    retry,
    throttling,
  )
}

/** Statuses after which the plugin never retries, as by its default. */
const NEVER_RETRIED = [400, 401, 403, 404, 410, 422, 451]

const TOO_MANY = 429

/**
 * Retries a read after the delay of `Retry-After` if GitHub answers 429 in other words than those of its rate limits: the
 * throttling plugin knows only these, and the retry plugin would not read the header.
 */
function keepRetryAfter(octokit: Parameters<typeof retry>[0]): object {
  octokit.hook.error('request', (error, { method, request }) => {
    if (!('request' in error) || error.status !== TOO_MANY || method !== 'GET') throw error
    const seconds = Math.max(
      Math.ceil(retryAfter(error) / 1000),
      (Number(request['retryCount'] ?? 0) + 1) ** 2,
    )
    // What the retry plugin reads.
    const again = { retries: MAX_RETRIES, retryAfter: seconds }
    if (seconds <= MAX_DELAY) error.request.request = { ...error.request.request, ...again }
    throw error
  })
  return {}
}

/** Refuses what is not JSON: a proxy may answer any request with a page of its own. */
function refuseOtherAnswers(octokit: Parameters<typeof retry>[0]): object {
  octokit.hook.after('request', ({ status, data }, { url, request }) => {
    const isFile = request['parseSuccessResponseBody'] === false
    if (status === NO_CONTENT || isFile || (typeof data === 'object' && data !== null)) return
    throw new UnreadableAnswer(new URL(url, 'https://api.github.com').pathname, 'is not JSON')
  })
  return {}
}

const NO_CONTENT = 204

/** What the throttling plugin passes: the delay in seconds, the request, the client, the number of retries so far. */
type RateLimitArguments = readonly [number, { readonly method?: string }, unknown, number]

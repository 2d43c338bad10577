import { getOctokit } from '@actions/github'
import { defaults } from '@actions/github/lib/utils'
import { retry } from '@octokit/plugin-retry'
import { throttling } from '@octokit/plugin-throttling'

import { timeoutSignal } from '../../host/timers.ts'

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
      retry: { retries: MAX_RETRIES },
      throttle: { onRateLimit: shouldRetry, onSecondaryRateLimit: shouldRetry },
    },
    retry,
    throttling,
  )
}

/** What the throttling plugin passes: the delay in seconds, the request, the client, the number of retries so far. */
type RateLimitArguments = readonly [number, { readonly method?: string }, unknown, number]

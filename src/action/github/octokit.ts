import { getOctokit } from '@actions/github'
import { retry } from '@octokit/plugin-retry'
import { throttling } from '@octokit/plugin-throttling'

/** What requests to GitHub are made with. */
export type Octokit = ReturnType<typeof makeOctokit>

/** How long all requests of a step may take together (ms): an API that accepts and never answers must not hold the job. */
export const API_TIME = 90_000

/** A reading request is sent again so often, after 1 s and 4 s more, where GitHub failed or could not be reached. */
const RETRIES = 2

/** The longest (s) that GitHub may ask to be left alone before a reading request is sent again. */
const LONGEST_WAIT = 30

/** Makes it, once a step; it is passed on to all that need it. Its requests go to `GITHUB_API_URL`, also on GHES. */
export function makeOctokit(token: string) {
  const again = (
    seconds: number,
    { method }: { readonly method?: string },
    _octokit: unknown,
    count: number,
  ): boolean => method === 'GET' && count < RETRIES && seconds <= LONGEST_WAIT
  const silent = (): void => undefined
  return getOctokit(
    token,
    {
      request: { signal: AbortSignal.timeout(API_TIME) },
      // What fails is told once, in our own words.
      log: { debug: silent, info: silent, warn: silent, error: silent },
      retry: { retries: RETRIES },
      throttle: { onRateLimit: again, onSecondaryRateLimit: again },
    },
    retry,
    throttling,
  )
}

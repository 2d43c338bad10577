import { currentDate } from '../../host/clock.ts'
import { isError, messageOf } from '../../errors.ts'
import { UnreadableAnswer } from './read-answer.ts'

/** A request to GitHub that failed. */
export interface ApiError {
  /** `null`: GitHub did not answer. */
  readonly status: number | null
  readonly headers: Readonly<Record<string, string | number | undefined>>
  readonly message: string
}

/** Reads the error of a request. */
export function apiErrorOf(error: unknown): ApiError {
  const noAnswer: ApiError = { status: null, headers: {}, message: messageOf(error) }
  // Octokit sets the status 500, without a response, if a request did not reach GitHub.
  if (!isError(error) || !('status' in error) || !('response' in error)) return noAnswer
  const { response } = error
  if (typeof response !== 'object' || response === null || !('headers' in response)) return noAnswer
  const { headers } = response
  return {
    status: Number(error.status),
    headers: typeof headers === 'object' && headers !== null ? { ...headers } : {},
    message: messageOf(error),
  }
}

/** Whether a rate limit was exceeded: 429, or 403 with a hint in its headers or message. */
export function isRateLimit({ status, headers, message }: ApiError): boolean {
  return (
    status === 429 ||
    (status === 403 &&
      (headers['retry-after'] !== undefined ||
        headers['x-ratelimit-remaining'] === '0' ||
        /secondary rate/i.test(message)))
  )
}

/** Whether the same request may succeed later. */
export function isTransient(error: unknown): boolean {
  if (error instanceof UnreadableAnswer) return false
  const apiError = apiErrorOf(error)
  const { status } = apiError
  return status === null || status >= 500 || isRateLimit(apiError)
}

/** The delay (ms) that GitHub asks for before the next request; 0 if it does not. */
export function retryAfter(error: unknown): number {
  const { headers } = apiErrorOf(error)
  const seconds = Number(headers['retry-after'])
  if (Number.isFinite(seconds)) return seconds * 1000
  const reset = Number(headers['x-ratelimit-reset'])
  return headers['x-ratelimit-remaining'] === '0' && Number.isFinite(reset)
    ? Math.max(0, reset * 1000 - currentDate().getTime())
    : 0
}

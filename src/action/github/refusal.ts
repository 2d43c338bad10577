import { messageOf } from '../../errors.ts'

/** An answer of GitHub's that is no success, or that there was none. */
export interface Refusal {
  /** `null`: there was no answer. */
  readonly status: number | null
  readonly headers: Readonly<Record<string, string | number | undefined>>
  readonly message: string
}

/** What an error of a request to GitHub tells. */
export function refusalOf(error: unknown): Refusal {
  if (!(error instanceof Error) || !('status' in error)) {
    return { status: null, headers: {}, message: messageOf(error) }
  }
  // What never reached GitHub has the status 500 with Octokit, and no response.
  const response: unknown = 'response' in error ? error.response : undefined
  if (typeof response !== 'object' || response === null || !('headers' in response)) {
    return { status: null, headers: {}, message: messageOf(error) }
  }
  const headers: unknown = response.headers
  return {
    status: Number(error.status),
    headers: typeof headers === 'object' && headers !== null ? { ...headers } : {},
    message: messageOf(error),
  }
}

/** Whether it is for a rate that was too high: 429, or 403 that says so. */
export function isRateLimit({ status, headers, message }: Refusal): boolean {
  return (
    status === 429 ||
    (status === 403 &&
      (headers['retry-after'] !== undefined ||
        headers['x-ratelimit-remaining'] === '0' ||
        /secondary rate/i.test(message)))
  )
}

/** Whether the same request may succeed a little later. 404 may be of a comment that was just deleted. */
export function worthTryingAgain(error: unknown): boolean {
  const refusal = refusalOf(error)
  const { status } = refusal
  return status === null || status >= 500 || isRateLimit(refusal)
}

/** How long GitHub wants to be left alone, ms; 0 where it does not say. */
export function retryAfter(error: unknown): number {
  const { headers } = refusalOf(error)
  const seconds = Number(headers['retry-after'])
  if (Number.isFinite(seconds)) return seconds * 1000
  const reset = Number(headers['x-ratelimit-reset'])
  return headers['x-ratelimit-remaining'] === '0' && Number.isFinite(reset)
    ? Math.max(0, reset * 1000 - Date.now())
    : 0
}

/** What keeps a comment from being written, and what to do: sentences for people, and YAML to paste where that helps. */
export interface Advice {
  readonly sentence: string
  readonly yaml: string | null
}

/** Explains why a request was refused. */
export function adviceOn(error: unknown): Advice {
  const refusal = refusalOf(error)
  const { status, message } = refusal
  const why = `GitHub refused the comment (${status ?? 'no answer'}: ${message.replace(/ - https:\/\/\S+$/, '')}).`
  if (isRateLimit(refusal)) return { sentence: `${why} Its limit of requests is reached.`, yaml: null }
  if (status === 401)
    return { sentence: `${why} The input github-token has expired or is wrong.`, yaml: null }
  if (status === 403 || status === 404) {
    const permissions = missingPermissions(refusal)
    const list = permissions.map(([name, value]) => `${name}: ${value}`).join(' and ')
    return {
      sentence: `${why} The token needs the permission ${list}: put it into the workflow.`,
      yaml: [
        'permissions:',
        '  contents: read',
        ...permissions.map(([name, value]) => `  ${name}: ${value}`),
      ].join('\n'),
    }
  }
  if (status === 422) {
    return { sentence: `${why} A pull request that is locked takes no comments.`, yaml: null }
  }
  return { sentence: `${why} The next run tries again.`, yaml: null }
}

/**
 * The permissions that the request would have needed, as a workflow names them. GitHub tells them by its own names, and the
 * alternatives separated by `;`: `issues=write; pull_requests=write`.
 */
function missingPermissions({ headers }: Refusal): readonly Permission[] {
  const alternatives = String(headers['x-accepted-github-permissions'] ?? '')
    .split(';')
    .map(permissionsIn)
    .filter((found) => found.length > 0)
  const ours = alternatives.find((found) => found.some(([name]) => name === 'pull-requests'))
  return ours ?? alternatives[0] ?? [['pull-requests', 'write']]
}

type Permission = readonly [name: string, value: string]

function permissionsIn(text: string): readonly Permission[] {
  const found = text.matchAll(/([a-z_]+)=(read|write|admin)/g)
  return Array.from(found, ([, name = '', value = '']) => [name.replaceAll('_', '-'), value])
}

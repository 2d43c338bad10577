import { apiErrorOf, isRateLimit } from './api-error.ts'
import type { ApiError } from './api-error.ts'

/** Why a comment could not be written, and what to do. */
export interface Advice {
  readonly sentence: string
  /** To paste into the workflow; `null` if that does not help. */
  readonly yaml: string | null
}

/** Explains why a request was refused. */
export function adviceOn(error: unknown): Advice {
  const apiError = apiErrorOf(error)
  const { status, message } = apiError
  const why = `GitHub refused the comment (${status ?? 'no answer'}: ${message.replace(/ - https:\/\/\S+$/, '')}).`
  const advice = (sentence: string): Advice => ({ sentence: `${why} ${sentence}`, yaml: null })
  if (isRateLimit(apiError)) return advice("GitHub's rate limit is exceeded.")
  if (status === 401) return advice('The input github-token has expired or is invalid.')
  if (status === 403 || status === 404) {
    const permissions = missingPermissions(apiError)
    const list = permissions.map(([name, value]) => `${name}: ${value}`).join(' and ')
    return {
      sentence: `${why} The token needs the permission ${list}. Add it to the workflow.`,
      yaml: [
        'permissions:',
        '  contents: read',
        ...permissions.map(([name, value]) => `  ${name}: ${value}`),
      ].join('\n'),
    }
  }
  if (status === 422) return advice('A locked pull request does not accept comments.')
  return advice('The next run tries again.')
}

/**
 * The permissions that the request needed, as a workflow names them. GitHub lists alternatives, separated by `;`, under
 * its own names: `issues=write; pull_requests=write`.
 */
function missingPermissions({ headers }: ApiError): readonly Permission[] {
  const alternatives = String(headers['x-accepted-github-permissions'] ?? '')
    .split(';')
    .map(permissionsIn)
    .filter((found) => found.length > 0)
  const preferred = alternatives.find((found) => found.some(([name]) => name === 'pull-requests'))
  return preferred ?? alternatives[0] ?? [['pull-requests', 'write']]
}

type Permission = readonly [name: string, value: string]

function permissionsIn(text: string): readonly Permission[] {
  const found = text.matchAll(/([a-z_]+)=(read|write|admin)/g)
  return Array.from(found, ([, name = '', value = '']) => [name.replaceAll('_', '-'), value])
}

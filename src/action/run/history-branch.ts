import { execFileSync } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { isError, messageOf } from '../../errors.ts'
import type { Origin } from '../github/origin.ts'
import type { KeptStore } from './kept-store.ts'

/** How long (ms) a command of git may take. */
const GIT_TIME = 120_000

/**
 * Fetches a branch of the repository into a folder of its own; an empty one if it does not exist. Keeping it commits and
 * pushes.
 * @param token `null` for what anybody may read
 * @throws {Error} with what git says
 */
export function fetchBranch(
  branch: string,
  { repo, run }: Pick<Origin, 'repo' | 'run'>,
  token: string | null,
): KeptStore {
  const host = process.env['GITHUB_SERVER_URL'] ?? 'https://github.com'
  const address = `${host}/${repo.owner}/${repo.repo}.git`
  const folder = mkdtempSync(join(process.env['RUNNER_TEMP'] ?? tmpdir(), 'wyndrvr-history-'))
  const environment = { ...process.env, ...credentials(host, token), GIT_TERMINAL_PROMPT: '0' }
  const git = (...words: readonly string[]): string => runGit(['-C', folder, ...words], environment)
  const reset = (): boolean => {
    if (git('ls-remote', '--heads', address, `refs/heads/${branch}`) === '') return false
    git('fetch', '--quiet', '--depth', '1', address, `refs/heads/${branch}`)
    git('reset', '--quiet', '--hard', 'FETCH_HEAD')
    return true
  }
  git('init', '--quiet', '--initial-branch', branch)
  reset()
  const keep = async (): Promise<boolean> => {
    git('add', '--all')
    if (git('status', '--porcelain') === '') return true
    git(...COMMITTING, 'commit', '--quiet', '--message', `Add run ${run.number}`)
    try {
      git('push', '--quiet', address, `HEAD:refs/heads/${branch}`)
      return true
    } catch (error) {
      // Anything but a rejection, such as a missing permission, will not get better.
      if (
        !/\[(?:remote )?rejected\]|fetch first|non-fast-forward|cannot lock ref/.test(messageOf(error)) ||
        !reset()
      )
        throw error
      return false
    }
  }
  return { folder, keep }
}

/** The account that GitHub shows as its own, and without the signatures and hooks that a runner's settings may ask for. */
const COMMITTING = [
  '-c',
  'user.name=github-actions[bot]',
  '-c',
  'user.email=41898282+github-actions[bot]@users.noreply.github.com',
  '-c',
  'commit.gpgsign=false',
  '-c',
  'core.hooksPath=/dev/null',
]

/** In the environment, the token is in no list of processes and in no file. An empty header removes those of other settings. */
function credentials(host: string, token: string | null): NodeJS.ProcessEnv {
  if (token === null) return {}
  const encoded = Buffer.from(`x-access-token:${token}`).toString('base64')
  return {
    GIT_CONFIG_COUNT: '2',
    GIT_CONFIG_KEY_0: `http.${host}/.extraheader`,
    GIT_CONFIG_VALUE_0: '',
    GIT_CONFIG_KEY_1: `http.${host}/.extraheader`,
    GIT_CONFIG_VALUE_1: `AUTHORIZATION: basic ${encoded}`,
  }
}

function runGit(words: readonly string[], env: NodeJS.ProcessEnv): string {
  try {
    const printed = execFileSync('git', words, {
      encoding: 'utf8',
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: GIT_TIME,
    })
    return printed.trim()
  } catch (error) {
    const said = isError(error) && 'stderr' in error ? String(error.stderr).trim() : ''
    throw new Error(said === '' ? messageOf(error) : said.slice(0, 1000), { cause: error })
  }
}

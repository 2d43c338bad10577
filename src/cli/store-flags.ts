import { execFileSync } from 'node:child_process'

import { usageError, valueError } from '../check.ts'
import type { StorePlace } from '../history/store.ts'
import { COMMIT } from '../results/commit-name.ts'
import { LONGEST_NAME } from '../results/history-entry.ts'
import type { Env } from './color.ts'

/** Whose history a command reads or writes. */
export interface BranchFlags {
  readonly branch?: string | undefined
  readonly job?: string | undefined
}

/** The job of runs without one. */
const DEFAULT_JOB = 'default'

/**
 * The place in a store that flags name.
 * @param otherwise the branch without `--branch`; `null` if unknown
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE`
 */
export function storePlace(
  store: string,
  { branch, job = DEFAULT_JOB }: BranchFlags,
  otherwise: () => string | null,
): StorePlace {
  const found = branch ?? otherwise()
  if (found === null) {
    throw usageError('The branch is unknown, because no branch of git is checked out here. Give --branch.')
  }
  return { store, branch: checkName('--branch', found), job: checkName('--job', job) }
}

function checkName(flag: string, name: string): string {
  if (name.length > 0 && name.length <= LONGEST_NAME) return name
  throw valueError(`${flag} must have 1 to ${LONGEST_NAME} characters`, name.slice(0, LONGEST_NAME))
}

/** The branch that is measured: of a job on GitHub, or the one that is checked out; `null` if unknown. */
export function currentBranch(env: Env): string | null {
  return env['GITHUB_HEAD_REF'] || env['GITHUB_REF_NAME'] || git('symbolic-ref', '--quiet', '--short', 'HEAD')
}

/** The commit that is measured, in the same way. */
export function currentCommit(env: Env): string | null {
  const commit = env['GITHUB_SHA'] || git('rev-parse', '--verify', '--quiet', 'HEAD')
  return commit !== null && COMMIT.test(commit) ? commit : null
}

function git(...words: readonly string[]): string | null {
  try {
    const printed = execFileSync('git', words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
    return printed.trim() || null
  } catch {
    return null
  }
}

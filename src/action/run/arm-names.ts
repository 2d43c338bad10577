import { execFileSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

import type { ArmNames } from '../../report/markdown/input.ts'
import type { ResultDocument } from '../../results/types.ts'
import type { Origin } from '../github/origin.ts'

/**
 * What the arms of a comparison are called: in a pull request, two commands start the builds of its target branch and of
 * itself, unless both use files of one checkout. `undefined` for `base` and `head`.
 * @param folder in which the commands ran
 */
export function armNames(
  { pull }: Pick<Origin, 'pull'>,
  { comparisons }: Pick<ResultDocument, 'comparisons'>,
  folder: string,
): ArmNames | undefined {
  const [first] = comparisons
  const built = comparisons.every(
    ({ arms: { base, head } }) => base.command !== null && head.command !== null,
  )
  if (pull === null || pull.baseRef === null || first === undefined || !built) return undefined
  // Several arms have names of their own.
  if (first.arms.head.name !== undefined) return undefined
  const names = { base: pull.baseRef, head: 'this PR' }
  const commands = [first.arms.base.command ?? [], first.arms.head.command ?? []] as const
  const base = checkoutOf(commands[0], commands[1], folder)
  const head = checkoutOf(commands[1], commands[0], folder)
  if (base === null || head === null) return names
  return base.root === head.root ? undefined : { ...names, baseCommit: base.commit }
}

/** A folder under git, and the commit that is checked out there. */
interface Checkout {
  readonly root: string
  readonly commit: string
}

/** The checkout that a command takes files from; words that tell it from the other command count first. */
function checkoutOf(command: readonly string[], other: readonly string[], folder: string): Checkout | null {
  const words = [...command.filter((word) => !other.includes(word)), ...command]
  const paths = words
    .map((word) => resolve(folder, word.replace(/^-[^=]*=/, '')))
    .filter((path) => existsSync(path))
  for (const path of new Set(paths)) {
    const found = checkoutAt(statSync(path).isDirectory() ? path : dirname(path))
    if (found !== null) return found
  }
  return null
}

/** `null` outside of checkouts, and without git. */
function checkoutAt(folder: string): Checkout | null {
  try {
    const words = ['-C', folder, 'rev-parse', '--show-toplevel', 'HEAD']
    const printed = execFileSync('git', words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
    const [root = '', commit = ''] = printed.trim().split('\n')
    return /^[0-9a-f]{40,64}$/.test(commit) ? { root, commit } : null
  } catch {
    return null
  }
}

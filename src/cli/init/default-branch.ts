import { execFileSync } from 'node:child_process'

/**
 * The branch of a repository that a workflow should run on: the default branch of the remote `origin`, else the current
 * branch, else `main`.
 */
export function defaultBranch(root: string): string {
  const remote = symbolicRef(root, 'refs/remotes/origin/HEAD', 'refs/remotes/origin/')
  return remote ?? symbolicRef(root, 'HEAD', 'refs/heads/') ?? 'main'
}

/** The branch that a reference of git points to; `null` if git knows none, or no valid one. */
function symbolicRef(root: string, name: string, prefix: string): string | null {
  try {
    const words = ['-C', root, 'symbolic-ref', '--quiet', name]
    const target = execFileSync('git', words, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim()
    const branch = target.slice(prefix.length)
    return target.startsWith(prefix) && isBranch(branch) ? branch : null
  } catch {
    return null
  }
}

/** Git's rules for the name of a branch, as far as the characters go. */
function isBranch(name: string): boolean {
  return /^(?!-)[^\s\p{Cc}~^:?*[\\]+$/u.test(name) && !name.includes('..')
}

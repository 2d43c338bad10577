import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'

/** Runs git in a folder, with a name for commits and without the settings of this user. */
export function git(folder: string, ...words: readonly string[]): string {
  const settings = ['user.name=test', 'user.email=test@example.com', 'commit.gpgsign=false']
  const options = settings.flatMap((setting) => ['-c', setting])
  return execFileSync('git', ['-C', folder, ...options, ...words], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  }).trim()
}

/** Makes a repository without a checkout, as those of a server. */
export function bareRepository(path: string): string {
  mkdirSync(path, { recursive: true })
  git(path, 'init', '--quiet', '--bare', '--initial-branch', 'main')
  return path
}

import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Makes a folder with files and a commit of its own, and returns that commit. */
export function makeCheckout(path: string, files: Readonly<Record<string, string>>): string {
  mkdirSync(path)
  for (const [name, text] of Object.entries(files)) writeFileSync(join(path, name), text)
  const git = (...words: readonly string[]): string =>
    execFileSync('git', ['-C', path, ...words], { encoding: 'utf8' }).trim()
  git('init', '--quiet')
  const settings = ['user.name=test', 'user.email=test@example.com', 'commit.gpgsign=false']
  const options = settings.flatMap((setting) => ['-c', setting])
  git(...options, 'commit', '--quiet', '--allow-empty', '--message', path)
  return git('rev-parse', 'HEAD')
}

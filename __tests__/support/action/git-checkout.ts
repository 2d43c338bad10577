import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

import { git } from '../programs/git-folder.ts'

type Files = Readonly<Record<string, string>>

/** Makes a folder with files and a commit of its own, and returns that commit. */
export function makeCheckout(path: string, files: Files): string {
  mkdirSync(path)
  git(path, 'init', '--quiet')
  return commit(path, files)
}

/** Makes a checkout of GitHub's merge commit of a pull request that adds files to those of its base. */
export function makeMerge(path: string, base: Files, added: Files): void {
  makeCheckout(path, base)
  git(path, 'checkout', '--quiet', '-b', 'head')
  commit(path, added)
  git(path, 'checkout', '--quiet', '-')
  git(path, 'merge', '--quiet', '--no-ff', '--message', 'Merge', 'head')
}

function commit(path: string, files: Files): string {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true })
    writeFileSync(join(path, name), text)
  }
  git(path, 'add', '--all')
  git(path, 'commit', '--quiet', '--allow-empty', '--message', path)
  return git(path, 'rev-parse', 'HEAD')
}

import { isAbsolute, relative } from 'node:path'

import type { ResolvedConfig } from 'vitest/node'

/** The part of a project's config that says which files are its tests. */
type Files = Pick<ResolvedConfig, 'root' | 'exclude'>

/** Excludes spec files from a project. Patterns that it excludes already are not added. */
export function excludeSpecs(config: Files, patterns: readonly string[]): void {
  const added = patterns.filter((pattern) => !config.exclude.includes(pattern))
  // Projects share vitest's default list, so it must be copied, not changed.
  config.exclude = [...config.exclude, ...added]
}

/** Whether a folder is `root` or below it. Specs elsewhere are not found by a project of `root`. */
export function isWithin(root: string, folder: string): boolean {
  const path = relative(root, folder)
  return !isAbsolute(path) && path.split(/[\\/]/)[0] !== '..'
}

/** Whether a project runs specs of the plugin: `net`, or `a (net)` of the package `a`. */
export function isOurs({ name: full }: { readonly name: string }, name: string): boolean {
  return full === name || full.endsWith(` (${name})`)
}

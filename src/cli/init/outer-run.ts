import { dirname, relative } from 'node:path'

import { configIn } from './files.ts'
import { projectsOf, runningProject } from './spec-projects.ts'

/** How to run a spec in a folder around its package. */
export interface OuterRun {
  /** Absolute path of the folder. */
  readonly folder: string
  /** The words after `vitest run` that select the spec. */
  readonly words: readonly string[]
}

/**
 * How to run a spec with the next config further out in the repository, such as the root of a monorepo.
 * @param spec absolute path
 * @param folder of the spec's own config
 * @param root of the repository
 * @returns `null` without such a config, or if its projects do not run the spec
 */
export async function outerRun(spec: string, folder: string, root: string): Promise<OuterRun | null> {
  const outer = outerConfig(folder, root)
  if (outer === null) return null
  const name = runningProject(await projectsOf(spec, outer))
  if (name === null) return null
  // vitest 4 filters projects by name before the plugin of a package adds its own.
  const hasName = runningProject(await projectsOf(spec, outer, name)) !== null
  const words = hasName ? ['--project', name] : [relative(outer, dirname(spec)).replaceAll('\\', '/')]
  return { folder: outer, words }
}

function outerConfig(folder: string, root: string): string | null {
  if (folder === root || folder === dirname(folder)) return null
  const outer = dirname(folder)
  return configIn(outer) === null ? outerConfig(outer, root) : outer
}

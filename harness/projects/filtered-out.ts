import type { ResolvedConfig, TestProject, Vitest } from 'vitest/node'

import { excludeSpecs, isOurs, isWithin } from './exclude-specs.ts'

/** vite's server of the root config. */
interface RootServer {
  readonly config: object
}

/** What is known of the projects before vitest calls their plugins, in the way of vitest 5 or of vitest 4. */
interface Known {
  /** vitest 5: the options of the root config, with the projects that `--project` selects. */
  readonly test?: Pick<ResolvedConfig, 'root'> & {
    readonly resolvedProjects?: readonly {
      readonly projectConfig: Pick<ResolvedConfig, 'name' | 'root' | 'exclude'>
    }[]
  }
  /** vitest 4: the options, from which it makes the projects. */
  readonly _vitest?: { project?: string | readonly string[] }
}

/**
 * Excludes the specs from the other projects of a root config if `--project` selects only those. vitest then calls no plugin of
 * the root config: a package has its own config, and the project of the specs does not exist.
 * @returns for vitest 4, the filter without `name`; `null` if vitest 5 runs, or without a filter
 */
export function beforeProjects(
  { config }: RootServer,
  name: string,
  include: readonly string[],
): readonly string[] | null {
  const { test, _vitest: options }: Known = config
  for (const { projectConfig } of test?.resolvedProjects ?? []) {
    if (!isOurs(projectConfig, name) && isWithin(test?.root ?? '', projectConfig.root))
      excludeSpecs(projectConfig, include)
  }
  const filter = [options?.project ?? []].flat()
  if (options === undefined || filter.length === 0) return null
  // vitest 4 knows its other projects only later. Its filter selects what matches any of its patterns.
  options.project = [...filter, name]
  return filter
}

/** Removes the project of the specs, which has done its work, if the filter does not select it. */
export async function restoreFilter(
  vitest: Vitest,
  specs: TestProject,
  filter: readonly string[],
): Promise<void> {
  vitest.config.project = [...filter]
  if (vitest.matchesProjectFilter(specs.name)) return
  vitest.projects = vitest.projects.filter((project) => project !== specs)
  await specs.close()
}

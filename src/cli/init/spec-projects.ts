import { fork } from 'node:child_process'
import { relative } from 'node:path'

import { entryPath } from '../../host/entry-path.ts'

/** What a project of the plugin does with a spec. */
export interface ProjectAnswer {
  readonly name: string
  /** Whether the project runs the spec. */
  readonly runs: boolean
  /** The folder in which the project looks for specs. */
  readonly folder: string
  /** Whether the spec is in that folder. */
  readonly isInside: boolean
  /** The patterns of the project's specs. */
  readonly include: readonly string[]
  /** The patterns of the config's `exclude` that match the spec. */
  readonly excludedBy: readonly string[]
}

/** The projects of the plugin, or why vitest could not load them. */
export type ProjectsAnswer = { readonly projects: readonly ProjectAnswer[] } | { readonly reason: string }

/**
 * Asks vitest which of the plugin's projects run a spec, in a process of its own.
 * @param spec absolute path
 * @param folder in which vitest runs
 * @param name for vitest's `--project`; default: all projects
 */
export async function projectsOf(spec: string, folder: string, name?: string): Promise<ProjectsAnswer> {
  const child = fork(
    entryPath(import.meta.url, 'projects-entry'),
    name === undefined ? [spec] : [spec, name],
    {
      cwd: folder,
      execArgv: [],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      timeout: LONGEST_LOAD,
    },
  )
  return new Promise((resolve) => {
    child.once('message', (answer: ProjectsAnswer) => resolve(answer))
    child.once('error', ({ message }) => resolve({ reason: message }))
    child.once('exit', (code, signal) =>
      resolve({ reason: `vitest ended with ${signal ?? `exit code ${String(code)}`}` }),
    )
  })
}

/** A config that loads for longer hangs. */
const LONGEST_LOAD = 60_000

/** The name of the project that runs the spec; `null` without one. */
export function runningProject(answer: ProjectsAnswer | null): string | null {
  const projects = answer === null || 'reason' in answer ? [] : answer.projects
  return projects.find(({ runs }) => runs)?.name ?? null
}

/** Why no project runs a spec, and what to do about it; `null` if one does. */
export function whyNotRun(spec: string, answer: ProjectsAnswer, folder: string): string | null {
  if ('reason' in answer) return `vitest cannot load its projects: ${answer.reason}`
  if (answer.projects.some(({ runs }) => runs)) return null
  const [project] = answer.projects
  if (project === undefined) return `${spec} will not run: vitest has no project of the plugin`
  const { name, isInside, include, excludedBy } = project
  const why = !isInside
    ? `the project '${name}' looks for specs in ${relative(folder, project.folder)} only`
    : excludedBy.length > 0
      ? `the config's exclude has ${listed(excludedBy)}`
      : `the project '${name}' includes only ${listed(include)}`
  return `${spec} will not run: ${why}. Move the spec or change the config`
}

function listed(patterns: readonly string[]): string {
  return patterns.map((pattern) => `'${pattern}'`).join(', ')
}

import { join, relative, resolve } from 'node:path'
import { createInterface } from 'node:readline/promises'

import { textIfAny } from '../../host/optional-files.ts'
import { UNFINISHED, USAGE } from '../exit.ts'
import { complain, say } from '../say.ts'
import { isEdit, newFile, settle } from './file-change.ts'
import type { Change } from './file-change.ts'
import { BY_HAND, configChange, configProblem } from './config-change.ts'
import { defaultBranch } from './default-branch.ts'
import { SPEC, specPath } from './files.ts'
import { loadConfig } from './load-config.ts'
import { nextCommand } from './next-command.ts'
import { outerRun } from './outer-run.ts'
import { packageManagerOf, repositoryRoot } from './package-manager.ts'
import { missingPackages } from './packages.ts'
import { projectsOf, runningProject, whyNotRun } from './spec-projects.ts'
import { workflow, stepsToAdd, WORKFLOW_PATH } from './workflow.ts'
import { coversFolder } from './workflow-covers.ts'

/** The flags of an init command line. */
export interface InitFlags {
  readonly yes?: boolean
}

/**
 * Writes the vitest config, a first spec and a workflow into this folder. An existing config is changed with consent only, and
 * put back if that does not make the plugin active; any other file that exists is left alone. If the config remains without
 * the plugin, or nobody knows, or if the spec or its workflow would not run, the exit code is 3.
 */
export async function runInit({ yes = false }: InitFlags): Promise<void> {
  const folder = process.cwd()
  const root = repositoryRoot(folder)
  const inner = slashes(relative(root, folder))
  const manager = packageManagerOf(folder, root)
  const config = await configChange(folder)
  const spec = newFile(await specPlace(config, folder), SPEC)
  const pipeline = newFile(
    slashes(relative(folder, join(root, WORKFLOW_PATH))),
    workflow(manager, inner, defaultBranch(root)),
  )
  const changes = [config, spec, pipeline]
  if (isEdit(config) && !yes && !process.stdin.isTTY) {
    complain(`${config.path} exists and would be changed.`)
    for (const { path, before } of changes) {
      if (before === null) complain(`${path} would be written.`)
    }
    complain('Nothing was written. Add --yes to write and change the files without asking.')
    process.exitCode = USAGE
    return
  }
  const refused = isEdit(config) && !yes && !(await agreed(config.path))
  for (const change of refused ? [spec, pipeline] : changes) {
    const line = settle(change)
    if (line !== null) say([line])
  }
  const broken = refused ? `${config.path} was not changed. ${BY_HAND}.` : await configProblem(config, folder)
  const missing = missingPackages(folder)
  const asked = broken === null && missing.length === 0
  const inside = asked ? await projectsOf(resolve(spec.path), folder) : null
  const left = inside === null ? null : whyNotRun(spec.path, inside, folder)
  const outer = left === null && asked ? await outerRun(resolve(spec.path), folder, root) : null
  if (broken !== null) complain(broken)
  if (left !== null) complain(`${left}.`)
  const isCovered = isInWorkflow(pipeline, inner, outer?.folder === root)
  if (!isCovered) {
    const specs = inner === '' ? 'this folder' : inner
    complain(`${pipeline.path} has no step that runs the specs of ${specs}. Add to its steps:`)
    // Not broken into lines as wide as the terminal: this is to be copied.
    process.stderr.write(stepsToAdd(manager, inner))
  }
  if (broken !== null || left !== null || !isCovered) process.exitCode = UNFINISHED
  const next = nextCommand({
    manager: manager.name,
    missing,
    isUnchecked: broken !== null && !refused && config.reason === null && missing.length > 0,
    isUnfinished: broken !== null || left !== null,
    isPackage: inner !== '',
    project: runningProject(inside) ?? 'net',
    outer: outer === null ? null : { ...outer, folder: slashes(relative(folder, outer.folder)) },
  })
  say(next)
}

/** The path of the first spec: where vitest looks for test files. */
async function specPlace({ path, before }: Change, folder: string): Promise<string> {
  const loaded = before === null ? null : await loadConfig(path, folder)
  const tests = loaded === null || 'reason' in loaded ? folder : loaded.tests
  // A folder around this one includes it.
  const isAround = relative(tests, folder).split(/[/\\]/)[0] !== '..'
  const place = isAround ? folder : tests
  return slashes(join(relative(folder, place), specPath(place, textIfAny('package.json'))))
}

/** Whether the workflow is the one that init writes, or has a step for the folder. */
function isInWorkflow({ before, after }: Change, folder: string, fromRoot: boolean): boolean {
  return after !== null || coversFolder(before ?? '', folder, fromRoot)
}

async function agreed(path: string): Promise<boolean> {
  const questions = createInterface({ input: process.stdin, output: process.stdout })
  // The end of the input, Ctrl-C and Ctrl-D count as no.
  const closed = new Promise<string>((resolve_) => questions.once('close', () => resolve_('')))
  try {
    const answer = await Promise.race([questions.question(`${path} exists. Change it? [y/N] `), closed])
    return /^y(es)?$/i.test(answer.trim())
  } finally {
    questions.close()
  }
}

function slashes(path: string): string {
  return path.replaceAll('\\', '/')
}

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { createInterface } from 'node:readline/promises'

import { usageError } from '../../check.ts'
import { messageOf } from '../../errors.ts'
import { UNFINISHED, USAGE } from '../exit.ts'
import { complain, say } from '../say.ts'
import { withPlugin } from './config-edit.ts'
import { CONFIG, CONFIG_NAMES, newConfigName, SPEC, SPEC_PATH } from './files.ts'
import { packageManagerOf, repositoryRoot } from './package-manager.ts'
import { missingPackages, NOT_INSTALLED, whyNotActive } from './plugin-active.ts'
import { workflow, WORKFLOW_PATH } from './workflow.ts'

/** The flags of an init command line. */
export interface InitFlags {
  readonly yes?: boolean
}

/** A file to write. */
interface Change {
  readonly path: string
  /** The file as it is; `null` if it does not exist. */
  readonly before: string | null
  /** The file as it should be; `null` if it is left alone. */
  readonly after: string | null
  /** Why it is left alone. */
  readonly reason: string | null
}

/** What to do if init cannot change the config. */
const BY_HAND = "Import { wyndrvr } from 'wyndrvr/vitest/config' and add wyndrvr() to its plugins"

/**
 * Writes the vitest config, a first spec and a workflow into this folder. An existing config is changed with consent only, and
 * put back if that does not make the plugin active; any other file that exists is left alone. If the config remains without
 * the plugin, or nobody knows, the exit code is 3.
 */
export async function runInit({ yes = false }: InitFlags): Promise<void> {
  const folder = process.cwd()
  const root = repositoryRoot(folder)
  const inner = relative(root, folder).replaceAll('\\', '/')
  const manager = packageManagerOf(folder, root)
  const config = configChange(folder)
  const changes = [
    config,
    newFile(SPEC_PATH, SPEC),
    newFile(relative(folder, join(root, WORKFLOW_PATH)) || WORKFLOW_PATH, workflow(manager, inner)),
  ]
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
  for (const change of changes) settle(change, refused && change === config)
  const problem = refused ? null : (config.reason ?? (await checked(config, folder)))
  if (problem !== null) complain(problem)
  if (problem !== null || refused) process.exitCode = UNFINISHED
  const install = manager.name === 'npm' ? 'npm install --save-dev' : `${manager.name} add -D`
  const missing = missingPackages(folder)
  const first = missing.length === 0 ? '' : `${install} ${missing.join(' ')} && `
  print(`Next: ${first}${RUNNERS[manager.name]} vitest run`)
}

const RUNNERS = { npm: 'npx', pnpm: 'pnpm exec', yarn: 'yarn', bun: 'bunx' } as const

function isEdit({ before, after }: Change): boolean {
  return before !== null && after !== null && before !== after
}

function configChange(folder: string): Change {
  const path = CONFIG_NAMES.find((name) => existsSync(join(folder, name)))
  if (path === undefined) {
    return { path: newConfigName(textOf('package.json')), before: null, after: CONFIG, reason: null }
  }
  const before = readFileSync(path, 'utf8')
  const edited = withPlugin(before)
  return 'config' in edited
    ? { path, before, after: edited.config, reason: null }
    : { path, before, after: null, reason: `${path} was not changed: ${edited.reason}. ${BY_HAND}.` }
}

function newFile(path: string, text: string): Change {
  const before = textOf(path)
  const after = before === null || before === text ? text : null
  return { path, before, after, reason: null }
}

function textOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}

function settle({ path, before, after, reason }: Change, refused: boolean): void {
  if (after === null) return reason === null ? print(`${path} exists and was left alone.`) : undefined
  if (before === after) return print(`${path} needs no change.`)
  if (refused) return print(`${path} was not changed.`)
  write(path, after)
  print(`${path} was ${before === null ? 'written' : 'changed'}.`)
}

function write(path: string, text: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
  } catch (error) {
    throw usageError(`${path} cannot be written: ${messageOf(error)}.`, { cause: error })
  }
}

/** Loads the config as it now is. An edit that does not make the plugin active is taken back. */
async function checked({ path, before, after }: Change, folder: string): Promise<string | null> {
  const why = await whyNotActive(path, folder)
  if (why === null) return null
  if (why === NOT_INSTALLED) {
    // A config that init wrote itself, or whose plugin the syntax tree shows, needs no check.
    return before === null || before === after
      ? null
      : `${path} was not checked: ${why}. Install them and run init again.`
  }
  if (before === null || textOf(path) !== after || before === after) return `${path}: ${why}. ${BY_HAND}.`
  write(path, before)
  return `${path} was put back as it was: with the plugin, ${why}. ${BY_HAND}.`
}

async function agreed(path: string): Promise<boolean> {
  const questions = createInterface({ input: process.stdin, output: process.stdout })
  // The end of the input, Ctrl-C and Ctrl-D count as no.
  const closed = new Promise<string>((resolve) => questions.once('close', () => resolve('')))
  try {
    const answer = await Promise.race([questions.question(`${path} exists. Change it? [y/N] `), closed])
    return /^y(es)?$/i.test(answer.trim())
  } finally {
    questions.close()
  }
}

function print(line: string): void {
  say([line])
}

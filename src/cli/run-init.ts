import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { createInterface } from 'node:readline/promises'

import { usageError } from '../check.ts'
import { messageOf } from '../errors.ts'
import { USAGE } from './exit.ts'
import {
  BY_HAND,
  CONFIG,
  CONFIG_NAMES,
  newConfigName,
  SPEC,
  SPEC_PATH,
  withPlugin,
  WORKFLOW,
  WORKFLOW_PATH,
} from './init-files.ts'
import { complain, say } from './say.ts'

/** The flags of an init command line. */
export interface InitFlags {
  readonly yes?: boolean
}

interface Change {
  readonly path: string
  /** The file as it is; `null` if it does not exist. */
  readonly before: string | null
  /** The file as it should be; `null` if that is not certain. */
  readonly after: string | null
}

/** Writes the vitest config, a first spec and a workflow into this folder. Existing files are changed only with consent. */
export async function runInit({ yes = false }: InitFlags): Promise<void> {
  const changes = [config(), file(SPEC_PATH, SPEC), file(WORKFLOW_PATH, WORKFLOW)]
  const asking = changes.filter(({ before, after }) => before !== null && after !== null && before !== after)
  if (asking.length > 0 && !yes && !process.stdin.isTTY) {
    for (const { path } of asking) complain(`${path} exists and would be changed.`)
    for (const { path, before } of changes) {
      if (before === null) complain(`${path} would be written.`)
    }
    complain('Nothing was written. Add --yes to write and change the files without asking.')
    process.exitCode = USAGE
    return
  }
  for (const change of changes) await settle(change, yes)
  print('Next: npm install --save-dev wyndrvr vitest && npx vitest run')
}

function config(): Change {
  const path = CONFIG_NAMES.find((name) => existsSync(name))
  if (path === undefined) return { path: newConfigName(packageHere()), before: null, after: CONFIG }
  const before = readFileSync(path, 'utf8')
  return { path, before, after: withPlugin(before) }
}

/** The text of this folder's package.json; `null` without one. */
function packageHere(): string | null {
  try {
    return readFileSync('package.json', 'utf8')
  } catch {
    return null
  }
}

function file(path: string, after: string): Change {
  return { path, before: existsSync(path) ? readFileSync(path, 'utf8') : null, after }
}

async function settle({ path, before, after }: Change, yes: boolean): Promise<void> {
  if (after === null) return print(`${path} was not changed: ${BY_HAND}.`)
  if (before === after) return print(`${path} needs no change.`)
  if (before !== null && !yes && !(await agreed(path))) return print(`${path} was not changed.`)
  try {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, after)
  } catch (error) {
    throw usageError(`${path} cannot be written: ${messageOf(error)}.`, {
      cause: error,
    })
  }
  print(`${path} was ${before === null ? 'written' : 'changed'}.`)
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

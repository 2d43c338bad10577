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
  /** What is there now; `null` where there is nothing. */
  readonly before: string | null
  /** `null` where it can't be told how it has to be. */
  readonly after: string | null
}

/** Writes a config line, a first spec and a workflow into this folder. What is there is changed only with a yes. */
export async function runInit({ yes = false }: InitFlags): Promise<void> {
  const changes = [config(), file(SPEC_PATH, SPEC), file(WORKFLOW_PATH, WORKFLOW)]
  const asking = changes.filter(({ before, after }) => before !== null && after !== null && before !== after)
  if (asking.length > 0 && !yes && !process.stdin.isTTY) {
    for (const { path } of asking) complain(`${path} is there, and would be changed.`)
    for (const { path, before } of changes) {
      if (before === null) complain(`${path} would be written.`)
    }
    complain('Nothing was written. --yes does it all without asking.')
    process.exitCode = USAGE
    return
  }
  for (const change of changes) await settle(change, yes)
  print('Next: npm install --save-dev wyndrvr vitest, and npx vitest run')
}

function config(): Change {
  const path = CONFIG_NAMES.find((name) => existsSync(name))
  if (path === undefined) return { path: newConfigName(packageHere()), before: null, after: CONFIG }
  const before = readFileSync(path, 'utf8')
  return { path, before, after: withPlugin(before) }
}

/** The text of this folder's package.json; `null` where there is none. */
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
  if (after === null) return print(`${path} was left alone: ${BY_HAND}.`)
  if (before === after) return print(`${path} is as it should be.`)
  if (before !== null && !yes && !(await agreed(path))) return print(`${path} was left alone.`)
  try {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, after)
  } catch (error) {
    throw usageError(`${path} can't be written: ${messageOf(error)}.`, {
      cause: error,
    })
  }
  print(`${path} was ${before === null ? 'written' : 'changed'}.`)
}

async function agreed(path: string): Promise<boolean> {
  const questions = createInterface({ input: process.stdin, output: process.stdout })
  // The end of the input, Ctrl-C and Ctrl-D are a no.
  const closed = new Promise<string>((resolve) => questions.once('close', () => resolve('')))
  try {
    const answer = await Promise.race([questions.question(`${path} is there. Change it? [y/N] `), closed])
    return /^y(es)?$/i.test(answer.trim())
  } finally {
    questions.close()
  }
}

function print(line: string): void {
  say([line])
}

import * as core from '@actions/core'

import { parseHostPort } from '../address.ts'
import type { HostPort } from '../address.ts'
import { messageOf, WyndrvrError } from '../errors.ts'
import { MODES } from '../server/mode.ts'
import type { Mode } from '../server/mode.ts'
import { SEED_MEGABYTE } from '../units.ts'

/** What a workflow asks for. */
export interface Inputs {
  readonly mode: Mode
  readonly host: string
  readonly port: number
  /** `null`: as many as there are cores. */
  readonly workers: number | null
  /** A running server to measure; `null`: one is started. */
  readonly server: HostPort | null
  /** Glob of specs; `null`: the built-in suite. */
  readonly suite: string | null
  readonly workingDirectory: string
  readonly count: number
  /** Bytes. */
  readonly size: number
  readonly comment: CommentChoice
  readonly token: string | null
}

/** When a pull request gets a comment. */
export type CommentChoice = 'always' | 'never'

const COMMENT_CHOICES: readonly CommentChoice[] = ['always', 'never']

/**
 * Reads all inputs; nobody else does.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` with a sentence that lists what is allowed
 */
export function loadInputs(): Inputs {
  const token = core.getInput('github-token')
  if (token !== '') core.setSecret(token)
  return {
    mode: choice('mode', MODES),
    host: core.getInput('host') || '127.0.0.1',
    port: number('port', 0, 65_535, Number.isInteger),
    workers: core.getInput('workers') === '' ? null : number('workers', 1, 256, Number.isInteger),
    server: core.getInput('server') === '' ? null : serverInput(),
    suite: core.getInput('suite') || null,
    workingDirectory: core.getInput('working-directory') || '.',
    count: number('count', 1, 1_000_000, Number.isInteger),
    size: Math.max(1, Math.round(number('size', 0.000_001, 1024 * 1024) * SEED_MEGABYTE)),
    comment: choice('comment', COMMENT_CHOICES),
    token: token || null,
  }
}

function choice<T extends string>(name: string, allowed: readonly T[]): T {
  const value = core.getInput(name)
  const found = allowed.find((candidate) => candidate === value)
  if (found !== undefined) return found
  throw inputError(name, `must be one of ${allowed.join(', ')}`, value)
}

function number(
  name: string,
  least: number,
  most: number,
  fits: (value: number) => boolean = Number.isFinite,
): number {
  const text = core.getInput(name)
  const value = /^\d{1,15}(\.\d{1,15})?$/.test(text) ? Number(text) : Number.NaN
  if (fits(value) && value >= least && value <= most) return value
  const kind = fits === Number.isInteger ? 'a whole number' : 'a number'
  throw inputError(name, `must be ${kind} from ${least} to ${most}`, text)
}

function serverInput(): HostPort {
  const text = core.getInput('server')
  try {
    return parseHostPort(text)
  } catch (error) {
    throw new WyndrvrError('ERR_WYNDRVR_VALUE', `The input server is wrong: ${messageOf(error)}`, {
      cause: error,
    })
  }
}

function inputError(name: string, rule: string, value: string): WyndrvrError {
  return new WyndrvrError('ERR_WYNDRVR_VALUE', `The input ${name} ${rule}, got '${value}'.`)
}

import * as core from '@actions/core'

import { MOST_PORT } from '../../check.ts'
import type { HostPort } from '../../address.ts'
import { MODES } from '../../server/mode.ts'
import type { Mode } from '../../server/mode.ts'
import { parseThresholds } from '../../verdict/parse.ts'
import type { Threshold } from '../../verdict/threshold.ts'
import { armInput } from './arm-input.ts'
import type { ArmInput } from './arm-input.ts'
import { TEST_NAMES } from './built-in-tests.ts'
import { matrixLabel } from './matrix-label.ts'
import { choice, choices, duration, inputError, lines, number, part, serverAddress } from './read-input.ts'

/** What a workflow asks for. */
export interface Inputs {
  readonly run: Run
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
  /** Names of tests or measures; empty: all. */
  readonly tests: readonly string[]
  /** Of each test of the built-in suite, ms. */
  readonly duration: number
  readonly thresholds: readonly Threshold[]
  readonly base: ArmInput | null
  readonly head: ArmInput | null
  /** Of a comparison, ms. */
  readonly budget: number
  /** Of a comparison, a share. */
  readonly margin: number
  /** Paths. */
  readonly baseline: readonly string[]
  readonly failOn: readonly FailOn[]
  readonly comment: CommentChoice
  readonly name: string
  /** What tells the legs of a matrix apart, in words; empty where there is no matrix. */
  readonly matrix: string
  /** This job's number in GitHub's API; `null` where the runner tells none, as on GitHub Enterprise Server. */
  readonly jobNumber: number | null
  readonly report: boolean
  readonly token: string | null
  /** How the job went so far; of use at its end. */
  readonly jobStatus: string
}

/** What a step does. */
export type Run = 'suite' | 'server' | 'compare' | 'report'

/** What makes a step red. */
export type FailOn = 'worse' | 'threshold'

/** When a pull request gets a comment. */
export type CommentChoice = 'on-change' | 'always' | 'never'

const RUNS: readonly Run[] = ['suite', 'server', 'compare', 'report']
const FAIL_ON: readonly (FailOn | 'never')[] = ['worse', 'threshold', 'never']
const COMMENT_CHOICES: readonly CommentChoice[] = ['on-change', 'always', 'never']
const LONGEST_NAME = 100

/**
 * Reads all inputs; nobody else does.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` with a sentence that lists what is allowed
 */
export function loadInputs(): Inputs {
  const token = core.getInput('github-token')
  if (token !== '') core.setSecret(token)
  const run = choice('run', RUNS)
  const given = core.getInput('server')
  const running = given || (run === 'suite' ? (process.env['WYNDRVR_SERVER'] ?? '') : '')
  const inputs: Inputs = {
    run,
    mode: choice('mode', MODES),
    host: core.getInput('host') || '127.0.0.1',
    port: number('port', 0, MOST_PORT),
    workers: core.getInput('workers') === '' ? null : number('workers', 1, 256),
    server: running === '' ? null : serverAddress(running),
    suite: core.getInput('suite') || null,
    workingDirectory: core.getInput('working-directory') || '.',
    tests: choices('tests', TEST_NAMES[run]),
    duration: duration('duration', 50, 60_000, '50ms to 1min'),
    thresholds: parseThresholds(core.getInput('thresholds'), 'the input thresholds'),
    base: armInput('base', core.getInput('base')),
    head: armInput('head', core.getInput('head')),
    budget: duration('budget', 2000, 600_000, '2s to 10min'),
    margin: part('margin', 0.001, 0.9),
    baseline: lines('baseline'),
    failOn: failOn(choices('fail-on', FAIL_ON)),
    comment: choice('comment', COMMENT_CHOICES),
    name: shortName(core.getInput('name')),
    matrix: matrixLabel(core.getInput('matrix')),
    jobNumber: Number(/^\d{1,15}$/.exec(core.getInput('job-number'))?.[0]) || null,
    report: choice('report', ['on', 'off']) === 'on',
    token: token || null,
    jobStatus: core.getInput('job-status'),
  }
  checkTogether(inputs)
  return inputs
}

function failOn(words: readonly (FailOn | 'never')[]): readonly FailOn[] {
  const chosen = words.filter((word) => word !== 'never')
  if (words.length > 0 && (chosen.length === 0 || chosen.length === words.length)) return chosen
  throw inputError(
    'fail-on',
    'must be worse, threshold, both of them, or never alone',
    core.getInput('fail-on'),
  )
}

function shortName(text: string): string {
  if (text.length <= LONGEST_NAME) return text
  throw inputError('name', `may have ${LONGEST_NAME} characters at most`, text)
}

/** What one input asks for and another one rules out. */
function checkTogether({ run, base, head, server, suite, tests }: Inputs): void {
  const arms = base !== null && head !== null
  if (run === 'compare' && !arms) {
    throw inputError(
      base === null ? 'base' : 'head',
      "is needed with run: compare, such as '192.0.2.7:5001'",
      '',
    )
  }
  if (run !== 'compare' && (base !== null || head !== null)) {
    throw inputError('run', 'must be compare where base or head is given', run)
  }
  if (run === 'server' && server !== null) {
    throw inputError('run', 'must be suite or compare where server is given: it is running already', run)
  }
  if (run !== 'suite' && suite !== null) throw inputError('run', 'must be suite where suite is given', run)
  if (suite !== null && tests.length > 0) {
    throw inputError(
      'tests',
      'names tests of the built-in suite, and the input suite leaves it out',
      tests.join(' '),
    )
  }
}

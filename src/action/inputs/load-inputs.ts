import * as core from '@actions/core'

import { SERVER_VARIABLE } from '../../address.ts'
import { MOST_PID, MOST_PORT, usageError } from '../../check.ts'
import { namedCertificate } from '../../client/named-certificate.ts'
import { checkMargins } from '../../compare/margins.ts'
import { RESTARTS } from '../../compare/plan.ts'
import { messageOf } from '../../errors.ts'
import { checkPlacement } from '../../host/placement.ts'
import type { PlacementOption } from '../../host/placement.ts'
import { MODES } from '../../server/mode.ts'
import { BUDGET_LIMITS, MARGIN_LIMITS } from '../../verdict/comparison-range.ts'
import { parseThresholds } from '../../verdict/parse.ts'
import { pullNumber } from '../github/pull-number.ts'
import { armInput, armInputs } from './arm-input.ts'
import { TEST_NAMES } from './built-in-tests.ts'
import { checkIgnored } from './check-ignored.ts'
import { checkThresholds } from './check-thresholds.ts'
import { connectingInputs } from './connecting-inputs.ts'
import { historyInput } from './history-input.ts'
import { inputError } from './input-error.ts'
import {
  choice,
  choices,
  command,
  duration,
  lines,
  number,
  numbers,
  part,
  rate,
  serverAddress,
} from './input-parsers.ts'
import type { CommentChoice, FailOn, Inputs, PostInputs, ReportChoice, Task } from './inputs.ts'
import { matrixLabel } from './matrix-label.ts'
import { stepName } from './step-name.ts'

const TASKS: readonly Task[] = ['suite', 'server', 'compare', 'judge', 'report']
const FAIL_ON: readonly (FailOn | 'never')[] = ['worse', 'threshold', 'invalid', 'inconclusive', 'never']
const COMMENT_CHOICES: readonly CommentChoice[] = ['on-change', 'always', 'never']
const REPORT_CHOICES: readonly ReportChoice[] = ['none', 'html']
const MAX_NAME_LENGTH = 100

/**
 * Reads all inputs. No other code reads an input.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` with a sentence that lists what is allowed
 */
export function loadInputs(): Inputs {
  const post = loadPostInputs()
  const task = choice('task', TASKS)
  const given = core.getInput('server')
  const serverFrom = command('server-from')
  const earlier = task === 'suite' && serverFrom === null ? (process.env[SERVER_VARIABLE] ?? '') : ''
  const running = given || earlier
  const named = running !== '' && running === process.env[SERVER_VARIABLE]
  const inputs: Inputs = {
    ...post,
    task,
    mode: choice('mode', MODES),
    host: core.getInput('host') || '127.0.0.1',
    port: number('port', 0, MOST_PORT),
    workers: core.getInput('workers') === '' ? null : number('workers', 1, 256),
    serverToken: choice('server-token', ['on', 'off']) === 'on',
    serverTls: choice('server-tls', ['on', 'off']) === 'on',
    server:
      running === '' ? null : { ...serverAddress(running), ...(named ? namedCertificate(process.env) : {}) },
    connecting: connectingInputs(),
    serverFrom,
    from: command('from'),
    suite: core.getInput('suite') || null,
    workingDirectory: core.getInput('working-directory') || '.',
    tests: choices('tests', TEST_NAMES[task]),
    duration: duration('duration', { min: 50, max: 60_000 }),
    thresholds: parseThresholds(core.getInput('thresholds'), 'the input thresholds'),
    results: lines('results'),
    base: armInput('base', core.getInput('base')),
    head: armInput('head', core.getInput('head')),
    arms: armInputs('arms', lines('arms')),
    patience: duration('patience', { min: 0, max: 86_400_000 }),
    streams: core.getInput('streams') === '' ? undefined : number('streams', 1, 128),
    rate: rate('rate'),
    budget: duration('budget', { min: BUDGET_LIMITS.least * 1000, max: BUDGET_LIMITS.most * 1000 }),
    margin: margin(core.getInput('margin')),
    restart: choice('restart', RESTARTS),
    timeout: core.getInput('timeout') === '' ? undefined : duration('timeout', { min: 50, max: 600_000 }),
    pid: numbers('pid', 1, MOST_PID),
    placement: placement(core.getInput('placement') || (task === 'compare' ? 'auto' : 'none')),
    baseline: lines('baseline'),
    history: historyInput(core.getInput('history')),
    failOn: failOn(choices('fail-on', FAIL_ON)),
    comment: choice('comment', COMMENT_CHOICES),
    pullRequest: pullRequest(core.getInput('pull-request')),
    name: shortName(core.getInput('name')) || stepName(process.env['GITHUB_ACTION'] ?? ''),
    matrix: matrixLabel(core.getInput('matrix')),
    jobIndex: Number(/^\d{1,3}$/.exec(core.getInput('job-index'))?.[0] ?? 0),
    jobNumber: Number(/^\d{1,15}$/.exec(core.getInput('job-number'))?.[0]) || null,
    artifact: choice('artifact', ['on', 'off']) === 'on',
    report: choice('report', REPORT_CHOICES),
  }
  checkCombination(inputs)
  checkIgnored(inputs)
  checkThresholds(inputs)
  return inputs
}

/** Reads the inputs that the end of the job needs, even if others are invalid. */
export function loadPostInputs(): PostInputs {
  const token = core.getInput('github-token')
  if (token !== '') core.setSecret(token)
  return { token: token || null, jobStatus: core.getInput('job-status') }
}

/** One percentage, or margins with the names of measures. */
function margin(text: string): string {
  if (!text.includes('=')) part('margin', MARGIN_LIMITS.least, MARGIN_LIMITS.most)
  try {
    checkMargins(text)
    return text
  } catch (error) {
    throw usageError(`The input margin is invalid: ${messageOf(error)}`, { cause: error })
  }
}

function failOn(words: readonly (FailOn | 'never')[]): readonly FailOn[] {
  const chosen = words.filter((word) => word !== 'never')
  if (words.length > 0 && (chosen.length === 0 || chosen.length === words.length)) return chosen
  throw inputError(
    'fail-on',
    'must list any of worse, threshold, invalid and inconclusive, or be never',
    core.getInput('fail-on'),
  )
}

function placement(text: string): PlacementOption {
  try {
    return checkPlacement(text)
  } catch {
    throw inputError('placement', 'must be auto, none or a list of CPUs such as 0-2,5', text)
  }
}

function pullRequest(text: string): number | null {
  const found = pullNumber(text)
  if (text === '' || found !== null) return found
  throw inputError('pull-request', 'must be the number of a pull request', text)
}

function shortName(text: string): string {
  if (text.length <= MAX_NAME_LENGTH) return text
  throw inputError('name', `must have at most ${MAX_NAME_LENGTH} characters`, text)
}

/** Rejects inputs that exclude each other. */
function checkCombination({
  task,
  results,
  base,
  head,
  arms,
  suite,
  tests,
  pullRequest: pull,
}: Inputs): void {
  const two = base !== null && head !== null
  if (arms.length > 0 && (base !== null || head !== null))
    throw inputError('arms', 'must be left out with the inputs base and head', arms[0]?.name ?? '')
  if (task === 'compare' && !two && arms.length === 0) {
    const missing = base === null ? 'base' : 'head'
    throw inputError(missing, "is required with task: compare, for example '192.0.2.7:5001'", '')
  }
  if (task !== 'compare' && (base !== null || head !== null || arms.length > 0)) {
    const given = arms.length > 0 ? 'input arms' : 'inputs base and head'
    throw inputError('task', `must be compare with the ${given}`, task)
  }
  if (task === 'judge' && results.length === 0) {
    throw inputError('results', "is required with task: judge, for example 'out/*.json'", '')
  }
  if (task === 'report' && pull !== null) {
    throw inputError(
      'pull-request',
      'must be empty with task: report, which asks GitHub for the pull request of the run that ended',
      String(pull),
    )
  }
  if (task !== 'suite' && suite !== null) throw inputError('task', 'must be suite with the input suite', task)
  if (suite !== null && tests.length > 0) {
    throw inputError(
      'tests',
      'must be empty with the input suite, which replaces the built-in tests',
      tests.join(' '),
    )
  }
}

import * as core from '@actions/core'

import { usageError } from '../../check.ts'
import { measureOf, unusedOption } from '../../compare/measures.ts'
import { listText } from '../../text/list.ts'
import { comparedNames } from './compared-names.ts'
import { inputError } from './input-error.ts'
import type { Inputs, Task } from './inputs.ts'

/** The inputs that only some tasks use, and their defaults in `action.yml`. */
const INPUTS_OF_TASKS: Readonly<
  Record<string, { readonly tasks: readonly Task[]; readonly byDefault: string }>
> = {
  mode: { tasks: ['suite', 'server'], byDefault: 'thread' },
  host: { tasks: ['suite', 'server'], byDefault: '127.0.0.1' },
  port: { tasks: ['suite', 'server'], byDefault: '0' },
  workers: { tasks: ['suite', 'server'], byDefault: '' },
  'server-token': { tasks: ['suite', 'server', 'compare'], byDefault: 'on' },
  'server-tls': { tasks: ['suite', 'server', 'compare'], byDefault: 'off' },
  server: { tasks: ['suite'], byDefault: '' },
  'http-version': { tasks: ['suite', 'compare'], byDefault: '' },
  'tls-ca': { tasks: ['suite', 'compare'], byDefault: '' },
  insecure: { tasks: ['suite', 'compare'], byDefault: 'off' },
  from: { tasks: ['suite', 'compare'], byDefault: '' },
  'server-from': { tasks: ['suite', 'compare'], byDefault: '' },
  'working-directory': { tasks: ['suite', 'compare'], byDefault: '.' },
  duration: { tasks: ['suite'], byDefault: '1s' },
  patience: { tasks: ['suite', 'compare'], byDefault: '10min' },
  streams: { tasks: ['compare'], byDefault: '' },
  rate: { tasks: ['compare'], byDefault: '' },
  budget: { tasks: ['compare'], byDefault: '30s' },
  margin: { tasks: ['compare'], byDefault: '5%' },
  timeout: { tasks: ['compare'], byDefault: '' },
  restart: { tasks: ['compare'], byDefault: 'auto' },
  pid: { tasks: ['suite'], byDefault: '' },
  placement: { tasks: ['suite', 'server', 'compare'], byDefault: '' },
  results: { tasks: ['judge'], byDefault: '' },
  baseline: { tasks: ['suite', 'compare', 'judge'], byDefault: '' },
  history: { tasks: ['suite'], byDefault: '' },
  'fail-on': { tasks: ['suite', 'compare', 'judge', 'report'], byDefault: 'worse, threshold' },
  comment: { tasks: ['suite', 'compare', 'judge', 'report'], byDefault: 'on-change' },
  'pull-request': { tasks: ['suite', 'compare', 'judge'], byDefault: '' },
  name: { tasks: ['suite', 'compare', 'judge'], byDefault: '' },
  artifact: { tasks: ['suite', 'compare', 'judge'], byDefault: 'on' },
  report: { tasks: ['suite', 'compare', 'judge'], byDefault: 'none' },
}

/**
 * Rejects a value that would have no effect. GitHub passes the default of an input that the workflow leaves out, so a
 * default is always accepted.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE`
 */
export function checkIgnored(inputs: Checked): void {
  const { task } = inputs
  for (const [name, { tasks, byDefault }] of Object.entries(INPUTS_OF_TASKS)) {
    const value = core.getInput(name)
    if (value === byDefault) continue
    const rule = tasks.includes(task)
      ? reasonToLeaveOut(name, inputs)
      : `with task: ${task}, because only ${listText(tasks)} ${tasks.length === 1 ? 'uses' : 'use'} it`
    if (rule !== null) throw inputError(name, `must be left out ${rule}`, value)
  }
  if (task === 'compare') checkShape(inputs)
}

type Checked = Pick<
  Inputs,
  | 'task'
  | 'suite'
  | 'server'
  | 'serverFrom'
  | 'tests'
  | 'thresholds'
  | 'streams'
  | 'rate'
  | 'base'
  | 'head'
  | 'arms'
>

/** Why an input has no effect although the task has it; `null` if it has one. */
function reasonToLeaveOut(
  name: string,
  { task, suite, server, serverFrom, base, head, arms }: Checked,
): string | null {
  if (name === 'duration' && suite !== null)
    return 'with the input suite, whose specs have their own durations'
  if (OF_CONNECTIONS.has(name) && suite !== null)
    return 'with the input suite, whose specs say how they connect'
  if (OF_TRUST.has(name) && task === 'suite' && server === null)
    return 'without the input server: the step knows the certificate of a server that it starts'
  if (name === 'pid' && suite !== null) return 'with the input suite, whose specs name their programs'
  if (name === 'working-directory' && task === 'suite' && suite === null) {
    return 'without the input suite, because only specs and commands run in it'
  }
  if (name === 'port' && serverFrom !== null && server !== null) return 'if the input server names the port'
  const others = task === 'compare' || server !== null
  if (OF_OWN_SERVER.has(name) && others && serverFrom === null) return 'if the step starts no server'
  const noCommand = [base, head, ...arms].every((arm) => arm === null || arm.command === null)
  return name === 'restart' && noCommand ? 'if no arm has a command' : null
}

/** Inputs of the server that a step starts. The mode of any other one distinguishes sections of the comment. */
const OF_OWN_SERVER: ReadonlySet<string> = new Set(['host', 'port', 'workers', 'server-token', 'server-tls'])

/** Inputs that decide whether a certificate is trusted. */
const OF_TRUST: ReadonlySet<string> = new Set(['tls-ca', 'insecure'])

/** Inputs of the step's own connections. */
const OF_CONNECTIONS: ReadonlySet<string> = new Set(['http-version', ...OF_TRUST])

/** Rejects the shape of bursts that a comparison does not measure. */
function checkShape(inputs: Pick<Inputs, 'tests' | 'thresholds' | 'streams' | 'rate'>): void {
  const names = comparedNames(inputs)
  const unused = unusedOption(names.map(measureOf), inputs)
  if (unused === null) return
  throw usageError(
    `The input ${unused.name} ${unused.applies}, but this comparison measures ${names.join(', ')}. Remove it, or add such a measure to the input tests.`,
  )
}

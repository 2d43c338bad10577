import * as core from '@actions/core'

import { usageError } from '../../check.ts'
import { measureOf, unusedOption } from '../../compare/measures.ts'
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
  'working-directory': { tasks: ['suite', 'compare'], byDefault: '.' },
  duration: { tasks: ['suite'], byDefault: '1s' },
  patience: { tasks: ['suite', 'compare'], byDefault: '10min' },
  streams: { tasks: ['compare'], byDefault: '' },
  rate: { tasks: ['compare'], byDefault: '' },
  budget: { tasks: ['compare'], byDefault: '30s' },
  margin: { tasks: ['compare'], byDefault: '5%' },
  timeout: { tasks: ['compare'], byDefault: '' },
  restart: { tasks: ['compare'], byDefault: 'auto' },
  placement: { tasks: ['suite', 'server', 'compare'], byDefault: '' },
  baseline: { tasks: ['suite', 'compare'], byDefault: '' },
}

/**
 * Rejects a value that would have no effect. GitHub passes the default of an input that the workflow leaves out, so a
 * default is always accepted.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE`
 */
export function checkIgnored(
  inputs: Pick<Inputs, 'task' | 'suite' | 'tests' | 'thresholds' | 'streams' | 'rate'>,
): void {
  const { task, suite } = inputs
  for (const [name, { tasks, byDefault }] of Object.entries(INPUTS_OF_TASKS)) {
    const value = core.getInput(name)
    if (value === byDefault) continue
    if (!tasks.includes(task)) {
      throw inputError(
        name,
        `must be left out with task: ${task}, because only ${tasks.join(' and ')} ${tasks.length === 1 ? 'uses' : 'use'} it`,
        value,
      )
    }
    if (name === 'duration' && suite !== null) {
      throw inputError(
        name,
        'must be left out with the input suite, whose specs have their own durations',
        value,
      )
    }
  }
  if (task === 'compare') checkShape(inputs)
}

/** Rejects the shape of bursts that a comparison does not measure. */
function checkShape(inputs: Pick<Inputs, 'tests' | 'thresholds' | 'streams' | 'rate'>): void {
  const names = comparedNames(inputs)
  const unused = unusedOption(names.map(measureOf), inputs)
  if (unused === null) return
  throw usageError(
    `The input ${unused.name} ${unused.applies}, but this comparison measures ${names.join(', ')}. Remove it, or add such a measure to the input tests.`,
  )
}

import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { Ajv } from 'ajv'
import formats from 'ajv-formats'
import { expect } from 'vitest'

import type { EndEvent, IntervalEvent, MeasurementEvent, RunEvent, StartEvent } from '../../../src/index.ts'
import { ROOT } from '../../support/programs/processes.ts'
import type { Ended } from '../../support/programs/processes.ts'

const ajv = new Ajv({ allErrors: true })
formats.default(ajv)
const isEvent = ajv.compile(JSON.parse(readFileSync(join(ROOT, 'schema/event-1.schema.json'), 'utf8')))

/** The events of a run, by type. */
export interface EventsOfRun {
  readonly begun: StartEvent
  readonly intervals: readonly IntervalEvent[]
  readonly measurements: readonly MeasurementEvent[]
  readonly end: EndEvent
  /** The names of all events in order, with repeats collapsed. */
  readonly order: string
}

/** Checks that every line matches the event schema, that only the first is a start and only the last an end. */
export function eventsOfRun({ stdout }: Ended): EventsOfRun {
  expect(stdout).toMatch(/\n$/)
  const events = stdout
    .trimEnd()
    .split('\n')
    .map((line): RunEvent => JSON.parse(line))
  for (const event of events) {
    expect({ event, errors: isEvent(event) ? null : isEvent.errors }).toEqual({ event, errors: null })
    expect(Object.keys(event)[0]).toBe('event')
  }
  const begun = events[0]
  const end = events.at(-1)
  if (begun?.event !== 'start' || end?.event !== 'end') throw new Error(`No start or end in:\n${stdout}`)
  const between = events.slice(1, -1)
  const intervals = between.filter((event) => event.event === 'interval')
  const measurements = between.filter((event) => event.event === 'measurement')
  expect(intervals.length + measurements.length).toBe(between.length)
  const kinds = events.map(({ event }) => event)
  const order = kinds.filter((kind, index) => kind !== kinds[index - 1]).join(' ')
  return { begun, intervals, measurements, end, order }
}

import {
  connected,
  FURTHER_PROBES,
  leftOut,
  measurementLines,
  pathMtuLine,
  probeLine,
  suiteHeader,
  suiteSummary,
  waitingForOthers,
} from '../report/session-lines.ts'
import type { PlannedStep } from '../suite/kinds.ts'
import type { SuiteListener } from '../suite/listener.ts'
import { runPlannedSuite } from '../suite/suite.ts'
import { Batch } from './batch.ts'
import type { TestFlag } from './client-flags.ts'
import { commandOf } from './kinds.ts'
import type { Outcome, Run } from './client-run.ts'
import { shownProbes } from './shown-probes.ts'

/** Runs the suite with one client, and prints its tests as they happen. */
export async function runOne(
  { suite, planned, signal, screen, events }: Run,
  tests: readonly TestFlag[],
): Promise<Outcome> {
  const print = (lines: readonly string[]): void => screen.print(lines)
  const probes = new Batch(print)
  // How many more probes of the running test are printed.
  let room = 0
  // The report at the end shows all figures of a full suite, so its tests print none.
  const full = suite.tests === 'full'
  const whole = full || tests.includes('all')
  const listener: SuiteListener = {
    onConnect: (target, begun) => {
      print([...connected(target), ...(whole ? suiteHeader() : [])])
      events?.listener.onConnect(target, begun)
    },
    onPathMtu: (pathMtu) => print([pathMtuLine(pathMtu)]),
    onLeftOut: (names, dialect) => print(leftOut(names, dialect)),
    onMeasurement: (measurement) => {
      screen.end()
      probes.flush()
      if (!full) print(measurementLines(measurement))
      events?.listener.onMeasurement(measurement)
    },
    ...(!full && {
      onProbe: ({ number, count, rtt }) => {
        if (room > 0) probes.add(probeLine(number, count, rtt))
        else if (room === 0) probes.add(FURTHER_PROBES)
        room -= 1
      },
    }),
    ...((screen.live || events) && {
      onInterval: (interval) => {
        screen.hear(interval)
        events?.listener.onInterval(interval)
      },
    }),
  }
  const onStep = (step: PlannedStep): void => {
    print(commandOf(step).startedLines(step))
    if (step.kind === 'latency') room = shownProbes(step.plan)
    screen.begin(step.test, step.length)
  }
  const { document, error } = await runPlannedSuite(
    { ...suite, signal, listener, onWaiting: (place) => print(waitingForOthers(place)) },
    planned,
    {
      onStep,
    },
  ).finally(() => screen.end())
  if (whole && !full && document.measurements.length > 0) print(suiteSummary(document.measurements))
  screen.report(document)
  return { document, failures: error ? [error] : [] }
}

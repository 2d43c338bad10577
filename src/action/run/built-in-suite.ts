import type { HostPort } from '../../address.ts'
import { connect } from '../../client/client.ts'
import { connected, measurementLines } from '../../report/session-lines.ts'
import type { Dialect } from '../../results/types.ts'
import { runSuite } from '../../suite/suite.ts'
import { builtInSteps } from '../inputs/built-in-tests.ts'
import type { Inputs } from '../inputs/inputs.ts'
import { logLines } from '../log.ts'
import type { Outcome } from '../outcome/outcome.ts'
import { inTurn, unmeasured } from './in-turn.ts'

/** Runs the built-in tests, one after the other. */
export async function runBuiltInSuite(
  { tests, duration, patience }: Pick<Inputs, 'tests' | 'duration' | 'patience'>,
  target: HostPort,
): Promise<Outcome> {
  try {
    const dialect = await dialectOf(target)
    const { document, error } = await inTurn(patience, async () =>
      runSuite({
        ...target,
        tests: builtInSteps(tests, duration, dialect),
        listener: {
          onConnect: ({ host, port }) => logLines(connected(host, port)),
          onMeasurement: (measurement) => logLines(measurementLines(measurement)),
        },
      }),
    )
    return { document, specs: [], errors: error ? [error.message] : [] }
  } catch (error) {
    return unmeasured(target, error)
  }
}

/** The server's dialect, which decides what can be measured. */
async function dialectOf(target: HostPort): Promise<Dialect> {
  await using client = await connect(target)
  return client.target.dialect ?? 'native'
}

import type { HostPort } from '../../address.ts'
import { connect } from '../../client/client.ts'
import { newDocument } from '../../host/new-document.ts'
import { runSuite } from '../../suite/suite.ts'
import { messageOf } from '../../errors.ts'
import { connected, measurementLines } from '../../report/seed-session.ts'
import type { Dialect } from '../../results/types.ts'
import { builtInSteps } from '../inputs/built-in-tests.ts'
import type { Inputs } from '../inputs/load-inputs.ts'
import { inTurn } from './in-turn.ts'
import { sayLines } from '../log.ts'
import type { SuiteOutcome } from './suite-outcome.ts'

/** The built-in tests, one after the other. */
export async function runBuiltInSuite(
  { tests, duration }: Pick<Inputs, 'tests' | 'duration'>,
  target: HostPort,
): Promise<SuiteOutcome> {
  try {
    const dialect = await dialectOf(target)
    const { document, error } = await inTurn(async () =>
      runSuite({
        ...target,
        tests: builtInSteps(tests, duration, dialect),
        listener: {
          onConnect: ({ host, port }) => sayLines(connected(host, port)),
          onMeasurement: (measurement) => sayLines(measurementLines(measurement)),
        },
      }),
    )
    return { document, specs: [], errors: error ? [error.message] : [] }
  } catch (error) {
    const document = newDocument(target)
    return { document, specs: [], errors: [messageOf(error)] }
  }
}

/** What can be asked of a server depends on it. */
async function dialectOf(target: HostPort): Promise<Dialect> {
  await using client = await connect(target)
  return client.target.dialect ?? 'native'
}

import { connect } from '../../agent/open-client.ts'
import type { ConnectOptions } from '../../agent/open-client.ts'
import type { Placer } from '../../host/placer.ts'
import { placementLines } from '../../report/placement-lines.ts'
import { connected, measurementLines } from '../../report/session-lines.ts'
import type { Dialect } from '../../results/types.ts'
import type { SuiteListener } from '../../suite/listener.ts'
import { planSuite } from '../../suite/plan.ts'
import { runPlannedSuite } from '../../suite/suite.ts'
import { builtInSteps } from '../inputs/built-in-tests.ts'
import type { Inputs, MeasuredServer } from '../inputs/inputs.ts'
import { logLines } from '../log.ts'
import type { Outcome } from '../outcome/outcome.ts'
import { inTurn, unmeasured } from './in-turn.ts'

/** Runs the built-in tests, one after the other. */
export async function runBuiltInSuite(
  { tests, duration, patience, from, pid, placement }: BuiltInInputs,
  target: MeasuredServer,
  placer: Placer,
): Promise<Outcome> {
  try {
    const server = { ...target, from: from ?? undefined }
    const steps = builtInSteps(tests, duration, await dialectOf(server))
    // An agent places itself.
    const away = from !== null
    const suite = {
      ...server,
      ...(pid.length > 0 && { pid }),
      tests: steps,
      placement: away ? placement : 'none',
    }
    const listener: SuiteListener = {
      onConnect: (reached) => logLines(connected(reached)),
      onMeasurement: (measurement) => logLines(measurementLines(measurement)),
    }
    const { document, error } = await inTurn(patience, async () =>
      runPlannedSuite({ ...suite, listener }, planSuite(suite), away ? {} : { placer }),
    )
    const placed = placementLines(document.environment.placement)
    if (placed.length > 0) logLines(placed)
    return { document, specs: [], errors: error ? [error.message] : [] }
  } catch (error) {
    return unmeasured(target, error)
  }
}

type BuiltInInputs = Pick<Inputs, 'tests' | 'duration' | 'patience' | 'from' | 'pid' | 'placement'>

/** The server's dialect, which decides what can be measured. */
async function dialectOf(server: ConnectOptions): Promise<Dialect> {
  await using client = await connect(server)
  return client.target.dialect ?? 'native'
}

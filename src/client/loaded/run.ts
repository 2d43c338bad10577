import type { Direction, LoadedMeasurement } from '../../results/types.ts'
import { requireEcho } from '../connection.ts'
import type { Connection } from '../connection.ts'
import { isOverHttp, nativeOnly } from '../session.ts'
import { checkManyPorts } from '../wire/local-end.ts'
import { measureHttpPhase, measureHttpPhases } from './http.ts'
import { measureLoadedPhase, measureLoadedPhases } from './native.ts'
import type { LoadedPlan } from './plan.ts'

const NEEDS = 'Loaded latency needs'

/** Measures latency without load, then under load in either direction and in both. */
export async function measureLoadedLatency(
  connection: Connection,
  plan: LoadedPlan,
): Promise<LoadedMeasurement> {
  checkManyPorts(connection.local, 'Loaded latency')
  requireEcho(connection, 'Loaded latency')
  return connection.use(async (session) => {
    if (isOverHttp(session)) {
      await connection.ready()
      return measureHttpPhases(session, plan)
    }
    return measureLoadedPhases(nativeOnly(session, NEEDS), plan, connection.ready)
  })
}

/** Measures latency under load in one direction, as a burst of a comparison. */
export async function measureUnderLoad(
  connection: Connection,
  direction: Direction,
  plan: LoadedPlan,
): Promise<LoadedMeasurement> {
  requireEcho(connection, 'Loaded latency')
  return connection.use(async (session) => {
    if (isOverHttp(session)) {
      await connection.ready()
      return measureHttpPhase(session, direction, plan)
    }
    return measureLoadedPhase(nativeOnly(session, NEEDS), direction, plan, connection.ready)
  })
}

import { usageError } from '../../check.ts'
import type { Direction, LoadedMeasurement } from '../../results/types.ts'
import { requireEcho } from '../connection.ts'
import type { Connection } from '../connection.ts'
import { nativeOnly } from '../session.ts'
import type { NativeSession, Session } from '../session.ts'
import { checkManyPorts } from '../wire/local-end.ts'
import { measureHttp2Phase, measureHttp2Phases } from './http.ts'
import { measureLoadedPhase, measureLoadedPhases } from './native.ts'
import type { LoadedPlan } from './plan.ts'

/** Measures latency without load, then under load in either direction and in both. */
export async function measureLoadedLatency(
  connection: Connection,
  plan: LoadedPlan,
): Promise<LoadedMeasurement> {
  checkManyPorts(connection.local, 'Loaded latency')
  requireEcho(connection, 'Loaded latency')
  return connection.use(async (session) => {
    if (session.dialect === 'http2') {
      await connection.ready()
      return measureHttp2Phases(session, plan)
    }
    return measureLoadedPhases(nativeOf(session), plan, connection.ready)
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
    if (session.dialect === 'http2') {
      await connection.ready()
      return measureHttp2Phase(session, direction, plan)
    }
    return measureLoadedPhase(nativeOf(session), direction, plan, connection.ready)
  })
}

function nativeOf(session: Session): NativeSession {
  if (session.dialect !== 'http1') return nativeOnly(session, 'Loaded latency needs')
  const sentence = `Loaded latency needs HTTP/2, but the connection to ${session.name} uses HTTP/1.1. Give --http-version 2.`
  throw usageError(sentence)
}

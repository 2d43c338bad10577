import type { LatencyMeasurement } from '../../results/types.ts'
import { requireEcho, useUdp } from '../connection.ts'
import type { Connection } from '../connection.ts'
import { measureHttpLatency } from './http.ts'
import { measureNativeLatency } from './native.ts'
import type { LatencyPlan } from './plan.ts'
import { reportLatency } from './report.ts'
import { isOverHttp, nativeOnly } from '../session.ts'
import { measureSeedLatency } from './seed.ts'
import { measureUdpLatency } from './udp.ts'

/** Measures latency over TCP or UDP, and calls the plan's listener with each interval as it ends. */
export async function measureLatency(connection: Connection, plan: LatencyPlan): Promise<LatencyMeasurement> {
  requireEcho(connection, 'Latency')
  if (plan.transport === 'udp') {
    return useUdp(connection, async (session) =>
      reportLatency(plan, async (heard) => measureUdpLatency(session, heard, connection.ready)),
    )
  }
  return connection.use(async (session) => {
    await connection.ready()
    return reportLatency(plan, async (heard) => {
      if (session.dialect === 'seed') return measureSeedLatency(session.channel, heard)
      if (isOverHttp(session)) return measureHttpLatency(session, heard)
      return measureNativeLatency(nativeOnly(session, 'Latency needs').channel, heard)
    })
  })
}

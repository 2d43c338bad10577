import { WyndrvrError } from '../../errors.ts'
import { nanoseconds } from '../../host/clock.ts'
import type { Direction, LoadedMeasurement } from '../../results/types.ts'
import { RPM_FORMULAS } from '../../stats/responsiveness.ts'
import { HttpProbeRun } from '../latency/http.ts'
import type { HttpSession } from '../session.ts'
import type { ForeignProbe } from './foreign-probes.ts'
import { HttpLoad, SELF_RATE } from './http-load.ts'
import { measurePhases, PHASES } from './phases.ts'
import type { Phase, PhaseParts } from './phases.ts'
import type { LoadedPlan } from './plan.ts'

/**
 * Latency without load, then under load in either direction and in both, over HTTP/2. The probes have the session's connection, and
 * the load of each direction has another one, whose streams are all in this thread.
 * @throws {WyndrvrError} its `measurement` is what was measured until then
 */
export async function measureHttp2Phases(session: HttpSession, plan: LoadedPlan): Promise<LoadedMeasurement> {
  return measureHttp2(session, plan, PHASES, true)
}

/**
 * The same under load in one direction, for a burst of a comparison: without responsiveness. Its other phases have no figures.
 * @throws {WyndrvrError} its `measurement` is what was measured until then
 */
export async function measureHttp2Phase(
  session: HttpSession,
  direction: Direction,
  plan: LoadedPlan,
): Promise<LoadedMeasurement> {
  return measureHttp2(session, plan, [[direction, [direction]]], false)
}

async function measureHttp2(
  session: HttpSession,
  plan: LoadedPlan,
  phases: readonly Phase[],
  responsiveness: boolean,
): Promise<LoadedMeasurement> {
  const hasTls = session.tls !== null
  const formula = hasTls ? RPM_FORMULAS.http2Tls : RPM_FORMULAS.http2
  const parts: PhaseParts = {
    method: { formula, connections: 1, selfRate: SELF_RATE, hasTls },
    probes: (probePlan) => new HttpProbeRun(session, probePlan),
    load: (direction, asked) => new HttpLoad(session, direction, asked, responsiveness),
    foreign: responsiveness ? foreignProbe(session, plan.timeout) : null,
  }
  return measurePhases(parts, plan, phases)
}

/** A new connection has one request: tcp_f, tls_f and http_f in the draft. */
function foreignProbe(session: HttpSession, timeout: number): ForeignProbe {
  return async (signal, served) => {
    const begunAt = nanoseconds()
    const link = await session.another({ timeout, signal })
    const connectedAt = nanoseconds()
    try {
      await link.greet()
      const { secured } = link
      const handshake = secured?.handshake ?? 0
      served({
        connect: (connectedAt - begunAt) / 1e6 - handshake,
        ...(secured && { tls: handshake / (secured.facts.version === 'TLSv1.3' ? 1 : 2) }),
        exchange: (nanoseconds() - connectedAt) / 1e6,
      })
    } finally {
      link.destroy(new WyndrvrError('ERR_WYNDRVR_ABORTED', 'A probe was over.'))
    }
  }
}

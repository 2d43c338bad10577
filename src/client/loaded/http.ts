import { WyndrvrError } from '../../errors.ts'
import { nanoseconds } from '../../host/clock.ts'
import type { Direction, LoadedMeasurement } from '../../results/types.ts'
import { RPM_FORMULAS } from '../../stats/responsiveness.ts'
import { HttpProbeRun } from '../latency/http.ts'
import { SeveralProbeLinks } from '../latency/probe-links.ts'
import type { HttpSession } from '../session.ts'
import type { ForeignProbe } from './foreign-probes.ts'
import { HttpLoad, SELF_RATE } from './http-load.ts'
import { measurePhases, PHASES } from './phases.ts'
import type { Phase, PhaseParts } from './phases.ts'
import type { RpmMethod } from './phase-figures.ts'
import type { LoadedPlan } from './plan.ts'

/** The most connections of probes over HTTP/1.1: with 10 ms between probes, none waits while answers take less than 320 ms. */
const MOST_CONNECTIONS = 32

/**
 * Latency without load, then under load in either direction and in both, over HTTP. Over HTTP/2, the probes have the session's
 * connection, and the load of each direction has another one. Over HTTP/1.1, both have several. All of them are in this thread.
 * @throws {WyndrvrError} its `measurement` is what was measured until then
 */
export async function measureHttpPhases(session: HttpSession, plan: LoadedPlan): Promise<LoadedMeasurement> {
  return measureHttp(session, plan, PHASES, true)
}

/**
 * The same under load in one direction, for a burst of a comparison: without responsiveness. Its other phases have no figures.
 * @throws {WyndrvrError} its `measurement` is what was measured until then
 */
export async function measureHttpPhase(
  session: HttpSession,
  direction: Direction,
  plan: LoadedPlan,
): Promise<LoadedMeasurement> {
  return measureHttp(session, plan, [[direction, [direction]]], false)
}

async function measureHttp(
  session: HttpSession,
  plan: LoadedPlan,
  phases: readonly Phase[],
  responsiveness: boolean,
): Promise<LoadedMeasurement> {
  const isShared = session.dialect === 'http2'
  const links = isShared ? null : new SeveralProbeLinks(session, connectionsFor(plan))
  const parts: PhaseParts = {
    method: isShared
      ? { ...methodOf(session), connections: 1, selfRate: SELF_RATE }
      : { ...methodOf(session), connections: plan.streams, selfRate: 0 },
    probes: (probePlan) => new HttpProbeRun(session, probePlan, links ?? undefined),
    load: (direction, asked) => new HttpLoad(session, direction, asked, responsiveness),
    foreign: responsiveness ? foreignProbe(session, plan.timeout) : null,
  }
  return measurePhases(parts, plan, phases).finally(() => links?.end())
}

/** No more than can wait for an answer at a time: a probe is lost after the timeout. */
function connectionsFor({ timeout, interval }: LoadedPlan): number {
  return Math.min(MOST_CONNECTIONS, Math.ceil(timeout / interval))
}

function methodOf({ dialect, tls }: HttpSession): Pick<RpmMethod, 'formula' | 'hasTls'> {
  const hasTls = tls !== null
  return { formula: RPM_FORMULAS[dialect][hasTls ? 'tls' : 'plain'], hasTls }
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

import { WyndrvrError } from '../../errors.ts'
import { nanoseconds } from '../../host/clock.ts'
import type { Direction, LoadedMeasurement } from '../../results/types.ts'
import { RPM_FORMULAS } from '../../stats/responsiveness.ts'
import type { LatencyPlan } from '../latency/plan.ts'
import type { NativeSession } from '../session.ts'
import type { ThroughputPlan } from '../throughput/plan.ts'
import { ask } from '../wire/ask.ts'
import type { ChannelOptions } from '../wire/channel.ts'
import { nativeHandshake } from '../wire/handshake.ts'
import { openChannel } from '../wire/open-channel.ts'
import { joining } from '../wire/web-socket-target.ts'
import type { ForeignProbe } from './foreign-probes.ts'
import { NativeLoad } from './native-load.ts'
import { NativeProbes } from './native-probes.ts'
import { measurePhases, PHASES } from './phases.ts'
import type { Phase } from './phases.ts'
import type { LoadedPlan } from './plan.ts'

/**
 * Latency without load, then under load in either direction and in both, with probes on the control connection. The load is in
 * worker threads, so that it does not share the event loop.
 * @param ready resolves when it may begin
 * @throws {WyndrvrError} its `measurement` is what was measured until then
 */
export async function measureLoadedPhases(
  session: NativeSession,
  plan: LoadedPlan,
  ready: () => Promise<void>,
): Promise<LoadedMeasurement> {
  return measureNative(session, plan, PHASES, ready)
}

/**
 * Latency under load in one direction, for a burst of a comparison: without new connections and without asking kernels,
 * which would take longer than the burst. Its other phases have no figures.
 * @param ready resolves when it may begin
 * @throws {WyndrvrError} its `measurement` is what was measured until then
 */
export async function measureLoadedPhase(
  session: NativeSession,
  direction: Direction,
  plan: LoadedPlan,
  ready: () => Promise<void>,
): Promise<LoadedMeasurement> {
  return measureNative(session, plan, [[direction, [direction]]], ready, false)
}

async function measureNative(
  session: NativeSession,
  plan: LoadedPlan,
  phases: readonly Phase[],
  ready: () => Promise<void>,
  responsiveness = true,
): Promise<LoadedMeasurement> {
  // Opened before the first phase, so that no phase includes it.
  const ways = Math.max(...phases.map(([, directions]) => directions.length))
  const streams = await session.threads(plan.streams * ways)
  await ready()
  const { timeout } = plan
  const parts = {
    method: { formula: RPM_FORMULAS.tcp, connections: plan.streams, selfRate: 0, hasTls: false },
    probes: (probePlan: LatencyPlan) => new NativeProbes(session.channel, probePlan),
    load: (direction: Direction, asked: ThroughputPlan, way: number) =>
      new NativeLoad(
        streams.slice(way * plan.streams, (way + 1) * plan.streams),
        direction,
        asked,
        responsiveness,
      ),
    foreign: responsiveness ? nativeForeign({ ...session.target, timeout }, session.welcome.session) : null,
  }
  return measurePhases(parts, plan, phases)
}

/**
 * A new connection joins the session as a stream does, and leaves when the server has answered. A server in any mode, even a
 * sequential one, serves it beside the other connections of the session.
 * @param given by its numeric address, so that no connection needs a name lookup
 */
export function nativeForeign(given: Omit<ChannelOptions, 'signal'>, session: string): ForeignProbe {
  const target = joining(given, session)
  return async (signal, served) => {
    const begunAt = nanoseconds()
    const channel = await openChannel({ ...target, signal })
    const connectedAt = nanoseconds()
    try {
      const hello = { role: 'stream', session } as const
      if ((await nativeHandshake(channel, hello, target)) === null) return
      // The figure is of TCP alone, as without TLS and WebSocket.
      const { secured, upgrade } = channel
      served({
        connect: (connectedAt - begunAt) / 1e6 - (secured?.handshake ?? 0) - upgrade,
        exchange: (nanoseconds() - connectedAt) / 1e6,
      })
      // The server closes first, so that TIME_WAIT occupies none of this host's ports.
      if (!signal.aborted) await ask(channel, { request: 'bye' })
    } finally {
      channel.destroy(new WyndrvrError('ERR_WYNDRVR_ABORTED', 'A probe was over.'))
    }
  }
}

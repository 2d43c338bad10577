import type { Direction, ThroughputMeasurement } from '../../results/types.ts'
import type { Connection } from '../connection.ts'
import { bothWays } from './both-ways.ts'
import { isOverHttp, nativeOnly } from '../session.ts'
import type { Iperf3Session, NativeSession } from '../session.ts'
import { measurementOf } from '../measurement-of.ts'
import { withListener } from '../with-listener.ts'
import { measureHttpBothWays, measureHttpThroughput } from './http.ts'
import { measureIperf3Throughput } from './iperf3.ts'
import { measureNativeThroughput } from './native.ts'
import type { ThroughputPlan } from './plan.ts'
import { measureSeedThroughput } from './seed.ts'
import type { Stream } from './stream.ts'

/** Both directions, measured at the same time. */
export interface Bidirectional {
  readonly download: ThroughputMeasurement
  readonly upload: ThroughputMeasurement
}

/** Measures throughput in one direction. */
export async function measureThroughput(
  connection: Connection,
  direction: Direction,
  plan: ThroughputPlan,
): Promise<ThroughputMeasurement> {
  return connection.use(async (session) => {
    if (session.dialect === 'seed') {
      await connection.ready()
      return measureSeedThroughput(session.channel, direction, plan)
    }
    if (session.dialect === 'iperf3') {
      await connection.ready()
      const measured = await withIperf3(session, [direction], plan)
      return measurementOf(direction, measured)
    }
    if (isOverHttp(session)) {
      await connection.ready()
      return withListener(plan, [session], async (heard) => measureHttpThroughput(session, direction, heard))
    }
    const streams = await streamsOf(session, plan.streams)
    const addTcp = await session.tcpFacts.watch(streams, direction, plan)
    await connection.ready()
    return addTcp(
      await withListener(plan, streams, async (heard) => measureNativeThroughput(streams, direction, heard)),
    )
  })
}

/** Measures throughput in both directions at once, with as many streams each. */
export async function measureBidirectional(
  connection: Connection,
  plan: ThroughputPlan,
): Promise<Bidirectional> {
  return connection.use(async (session) => {
    if (session.dialect === 'iperf3') {
      await connection.ready()
      const measured = await withIperf3(session, ['download', 'upload'], plan)
      return { download: measurementOf('download', measured), upload: measurementOf('upload', measured) }
    }
    if (isOverHttp(session)) {
      await connection.ready()
      const [download, upload] = await withListener(plan, [session], async (heard) =>
        measureHttpBothWays(session, heard),
      )
      return { download, upload }
    }
    const native = nativeOnly(session, 'A bidirectional test needs')
    const all = await streamsOf(native, plan.streams * 2)
    const [down, up] = [all.slice(0, plan.streams), all.slice(plan.streams)]
    // Asking the kernels disturbs a running transfer, so each direction waits until both were asked.
    const [addDown, addUp] = await Promise.all([
      native.tcpFacts.watch(down, 'download', plan),
      native.tcpFacts.watch(up, 'upload', plan),
    ])
    await connection.ready()
    const [download, upload] = await withListener(plan, all, async (heard) =>
      bothWays(
        all,
        async () => measureNativeThroughput(down, 'download', heard, true),
        async () => measureNativeThroughput(up, 'upload', heard, true),
      ),
    )
    return { download: await addDown(download), upload: await addUp(upload) }
  })
}

async function streamsOf({ own, threads }: NativeSession, count: number): Promise<readonly Stream[]> {
  return count === 1 ? [own] : threads(count)
}

async function withIperf3(
  session: Iperf3Session,
  directions: readonly Direction[],
  plan: ThroughputPlan,
): Promise<readonly ThroughputMeasurement[]> {
  return withListener(plan, [session], async (heard) => measureIperf3Throughput(session, directions, heard))
}

import type { DatagramMeasurement, Direction } from '../../results/types.ts'
import { useUdp } from '../connection.ts'
import type { Connection } from '../connection.ts'
import { measurementOf } from '../measurement-of.ts'
import { iperf3Only } from '../session.ts'
import { withListener } from '../with-listener.ts'
import { measureIperf3Flow } from './iperf3.ts'
import { measureFlow } from './native.ts'
import type { FlowDirection } from './native.ts'
import type { DatagramPlan } from './plan.ts'

/** Datagrams in both directions, measured at the same time. */
export interface BidirectionalDatagrams {
  readonly download: DatagramMeasurement
  readonly upload: DatagramMeasurement
}

/** Measures datagrams in one direction. */
export async function measureDatagrams(
  connection: Connection,
  direction: Direction,
  plan: DatagramPlan,
): Promise<DatagramMeasurement> {
  return measurementOf(direction, await measure(connection, direction, plan))
}

/** Measures datagrams in both directions at once, each at the rate of the plan. */
export async function measureBidirectionalDatagrams(
  connection: Connection,
  plan: DatagramPlan,
): Promise<BidirectionalDatagrams> {
  const all = await measure(connection, 'both', plan)
  return { download: measurementOf('download', all), upload: measurementOf('upload', all) }
}

async function measure(
  connection: Connection,
  direction: FlowDirection,
  plan: DatagramPlan,
): Promise<readonly DatagramMeasurement[]> {
  if (connection.target.dialect === 'iperf3') return withIperf3(connection, direction, plan)
  return useUdp(connection, async (session) =>
    withListener(plan, [session.own], async (heard) =>
      measureFlow(session, direction, heard, connection.ready),
    ),
  )
}

async function withIperf3(
  connection: Connection,
  direction: FlowDirection,
  plan: DatagramPlan,
): Promise<readonly DatagramMeasurement[]> {
  connection.requireUdp()
  const directions = direction === 'both' ? (['download', 'upload'] as const) : [direction]
  return connection.use(async (session) => {
    const iperf3 = iperf3Only(session)
    await connection.ready()
    return withListener(plan, [iperf3], async (heard) => measureIperf3Flow(iperf3, directions, heard))
  }, 'udp')
}

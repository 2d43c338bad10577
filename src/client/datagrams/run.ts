import type { DatagramMeasurement, Direction } from '../../results/types.ts'
import { useUdp } from '../connection.ts'
import type { Connection } from '../connection.ts'
import { withListener } from '../with-listener.ts'
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
  return measuredOf(direction, await measure(connection, direction, plan))
}

/** Measures datagrams in both directions at once, each at the rate of the plan. */
export async function measureBidirectionalDatagrams(
  connection: Connection,
  plan: DatagramPlan,
): Promise<BidirectionalDatagrams> {
  const all = await measure(connection, 'both', plan)
  return { download: measuredOf('download', all), upload: measuredOf('upload', all) }
}

async function measure(
  connection: Connection,
  direction: FlowDirection,
  plan: DatagramPlan,
): Promise<readonly DatagramMeasurement[]> {
  return useUdp(connection, async (session) =>
    withListener(plan, [session.own], async (heard) => measureFlow(session, direction, heard)),
  )
}

function measuredOf(wanted: Direction, all: readonly DatagramMeasurement[]): DatagramMeasurement {
  const found = all.find(({ direction }) => direction === wanted)
  if (found === undefined) throw new Error(`No ${wanted} was measured.`)
  return found
}

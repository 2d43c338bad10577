import type { CapacityMeasurement, Direction } from '../../results/types.ts'
import { higher, inKind, metricsOf } from '../metric.ts'
import type { Field } from '../metric.ts'
import type { MetricsOf } from './kind-metrics.ts'

const CAPACITY: readonly Field<CapacityMeasurement>[] = [
  higher(
    'mbps',
    'Mbps',
    'highest goodput at which no more than the given share was lost',
    ({ mbps }) => mbps,
    ({ unknown }) => unknown['mbps'],
  ),
]

export const capacityMetrics: MetricsOf<'capacity'> = {
  heading: 'UDP capacity',
  metrics: (['download', 'upload'] as const).flatMap((way) =>
    metricsOf(`udp.capacity.${way}`, `UDP capacity, ${way}`, CAPACITY, searches(way), 'mbps'),
  ),
  conditions: () => [],
}

function searches(direction: Direction) {
  return inKind('capacity', (found) => (found.direction === direction ? [found] : []))
}

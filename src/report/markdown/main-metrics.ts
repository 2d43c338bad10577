import type { Metric } from '../../verdict/metric.ts'
import { METRICS } from '../../verdict/metrics.ts'

/** The sender chooses the rate of a UDP flow, so its throughput is not a result; its loss is. */
const CHOSEN: ReadonlySet<string> = new Set(['udp.download.mbps', 'udp.upload.mbps'])
const LOST: ReadonlySet<string> = new Set(['udp.download.loss', 'udp.upload.loss'])

/** The main figures of a run, which reports show without being asked. */
export const MAIN_METRICS: readonly Metric[] = METRICS.filter(
  ({ name, short }) => (short !== null && !CHOSEN.has(name)) || LOST.has(name),
)

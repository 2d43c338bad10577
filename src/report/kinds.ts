import type { MeasurementKind } from '../results/types.ts'
import { capacityReport } from './kinds/capacity.ts'
import { connectReport } from './kinds/connect.ts'
import { datagramReport } from './kinds/datagram.ts'
import type { KindReport, ReportOf } from './kinds/kind-report.ts'
import { latencyReport } from './kinds/latency.ts'
import { loadedReport } from './kinds/loaded.ts'
import { throughputReport } from './kinds/throughput.ts'

/** What a report says about each kind, in the order of its sections. */
const REPORTS: { readonly [Kind in MeasurementKind]: ReportOf<Kind> } = {
  latency: latencyReport,
  throughput: throughputReport,
  datagram: datagramReport,
  capacity: capacityReport,
  loaded: loadedReport,
  connect: connectReport,
}

/** The reports of all kinds, in the order of their sections. */
export const KIND_REPORTS: readonly (readonly [kind: string, report: KindReport])[] = Object.entries(REPORTS)

/** The report of a measurement's or an interval's kind. */
export function reportOf({ kind }: { readonly kind: MeasurementKind }): KindReport {
  return REPORTS[kind]
}

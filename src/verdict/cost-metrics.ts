import type { EndFacts, Measurement } from '../results/types.ts'
import type { CpuUnit } from '../text/figure.ts'
import type { CostTest, CpuMetricName, MemoryMetricName } from './metric-name.ts'
import type { Figure, Metric } from './metric.ts'

/** The work of a kind of test. */
interface Work {
  readonly unit: CpuUnit
  readonly what: string
  /** How much of it a measurement did: GB, 1000 round trips, or connections; `null` if it did another kind. */
  readonly done: (measurement: Measurement) => number | null
}

const WORK: readonly (readonly [CostTest, Work])[] = [
  ['download', { unit: 'ms/GB', what: 'per GB of a download', done: gigabytes('throughput', 'download') }],
  ['upload', { unit: 'ms/GB', what: 'per GB of an upload', done: gigabytes('throughput', 'upload') }],
  ['latency', { unit: 'ms/1000', what: 'per 1000 round trips', done: roundTrips }],
  ['connect', { unit: 'ms/connection', what: 'per connection', done: connections }],
  [
    'udp.download',
    { unit: 'ms/GB', what: 'per GB of a UDP download', done: gigabytes('datagram', 'download') },
  ],
  ['udp.upload', { unit: 'ms/GB', what: 'per GB of a UDP upload', done: gigabytes('datagram', 'upload') }],
]

type Who = 'program' | 'client' | 'server'

const WHOSE: Readonly<Record<Who, string>> = {
  program: 'the program that traffic passes through',
  client: "the client's process",
  server: "the server's process",
}

const ALL = ['program', 'client', 'server'] as const

/** CPU time of the program that traffic passes through, per unit of work. Comparisons know it too. */
const PROGRAM_CPU: readonly Metric[] = WORK.map(([test, work]) =>
  cpuMetric('program', `cost.cpu.${test}`, work),
)

/** CPU time and memory of the program, and of both ends. */
export const COST_METRICS: readonly Metric[] = [
  ...PROGRAM_CPU,
  ...WORK.map(([test, work]) => cpuMetric('client', `cost.cpu.client.${test}`, work)),
  ...WORK.flatMap(([test, work]) =>
    test === 'connect' ? [] : [cpuMetric('server', `cost.cpu.server.${test}`, work)],
  ),
  ...ALL.map(memoryMetric),
]

/** The program's CPU time in a measurement, per unit of its work; `null` if that is not known. */
export function programCpu(
  measurement: Measurement,
): { readonly value: number; readonly unit: CpuUnit } | null {
  for (const { read, unit } of PROGRAM_CPU) {
    const value = read(measurement)[0]?.value ?? null
    if (value !== null && isCpuUnit(unit)) return { value, unit }
  }
  return null
}

function isCpuUnit(unit: string): unit is CpuUnit {
  return unit.startsWith('ms/')
}

function cpuMetric(who: Who, name: CpuMetricName, { unit, what, done }: Work): Metric {
  const read = (measurement: Measurement): readonly Figure[] => {
    const amount = done(measurement)
    if (amount === null) return []
    if (amount === 0) return [{ value: null, why: 'Nothing arrived.' }]
    const { value, why } = cpuTimeOf(who, measurement)
    return [{ value: value === null ? null : (value * 1000) / amount, why }]
  }
  return { name, short: null, unit, better: 'lower', what: `CPU time of ${WHOSE[who]} ${what}`, read }
}

function memoryMetric(who: Who): Metric {
  const name: MemoryMetricName = `cost.rss.${who}`
  const read = (measurement: Measurement): readonly Figure[] => {
    const { kind, ends } = measurement
    // Tests without a session with the server do not hear from it.
    if (who === 'server' && (kind === 'connect' || (kind === 'latency' && measurement.transport === 'call')))
      return []
    const { program } = measurement
    const bytes = who === 'program' ? program?.maxRss : ends?.[who]?.maxRss
    if (bytes != null) return [{ value: bytes / 1e6, why: null }]
    return [
      { value: null, why: who === 'program' ? (program?.unknown['maxRss'] ?? NO_PROGRAM) : UNTOLD[who] },
    ]
  }
  return {
    name,
    short: null,
    unit: 'MB',
    better: 'lower',
    what: `Largest memory of ${WHOSE[who]} (resident set)`,
    read,
  }
}

const NO_PROGRAM = 'No process of the program is known. Name it with --pid.'

const UNTOLD = {
  client: 'It is known only of a wyndrvr client of this version that measures alone in its process.',
  server: 'The server did not tell: in the seed and iperf3 dialects it cannot, over HTTP only of an upload.',
} as const

/** CPU time in seconds. */
function cpuTimeOf(who: Who, { ends, program }: Measurement): Figure {
  if (who === 'program') {
    if (program === undefined) return { value: null, why: NO_PROGRAM }
    return { value: program.cpuTime, why: program.unknown['cpuTime'] ?? null }
  }
  const facts: EndFacts | null = ends?.[who] ?? null
  if (who === 'server' && (facts?.otherSessions ?? 0) > 0) {
    return { value: null, why: 'The server measured other sessions at the same time.' }
  }
  const value = facts?.cpuTime ?? null
  return { value, why: value === null ? UNTOLD[who] : null }
}

/** Payload that arrived. In tests of both directions, the CPU time is that of both. */
function gigabytes(kind: 'throughput' | 'datagram', direction: 'download' | 'upload'): Work['done'] {
  return (found) =>
    found.kind === kind && found.direction === direction && !found.bidirectional ? found.bytes / 1e9 : null
}

function roundTrips(found: Measurement): number | null {
  return found.kind === 'latency' && found.transport !== 'call' ? found.received / 1000 : null
}

function connections(found: Measurement): number | null {
  return found.kind === 'connect' ? found.connected : null
}

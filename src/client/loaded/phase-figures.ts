import type { LoadedPhaseName } from '../../results/events.ts'
import type {
  DirectionSlices,
  EndFacts,
  Ends,
  LatencyFigures,
  LoadedMeasurement,
  LoadedPhase,
  Responsiveness,
  ThroughputInterval,
  Validity,
} from '../../results/types.ts'
import { gradeOf, latencyFigures, loadedPhase } from '../../stats/loaded.ts'
import type { PhaseSamples } from '../../stats/loaded.ts'
import { PROBE_SHARE, responsiveness, RPM_INTERVAL } from '../../stats/responsiveness.ts'
import { hostSaturated, judgeValidity, larger, processOf, showsWaits, worstOf } from '../../stats/validity.ts'
import { counted, partOf } from '../../text/count.ts'
import { estimatedShareText, shareText } from '../../text/share.ts'
import { limitText } from '../../text/time.ts'
import { mbps } from '../../units.ts'
import { FOREIGN_RATE } from './foreign-probes.ts'
import type { Load } from './load.ts'
import type { PhaseRun } from './phase.ts'
import type { LoadedPlan } from './plan.ts'
import { senderNotes } from '../throughput/tcp-facts.ts'

/** How responsiveness is measured. */
export interface RpmMethod {
  readonly formula: string
  /** Connections that carry the load in each direction. */
  readonly connections: number
  /** Probes per second on each of them; 0 if kernels tell their round-trip times. */
  readonly selfRate: number
  /** Whether TLS handshakes count. */
  readonly hasTls: boolean
}

/** The measurement of the phases, even of those that were cut off or never started. */
export function loadedMeasurement(
  runs: readonly PhaseRun[],
  plan: LoadedPlan,
  method: RpmMethod,
  validity: Validity,
): LoadedMeasurement {
  const { seconds, warmup, interval, payload, timeout, streams } = plan
  const samples = (name: LoadedPhaseName): PhaseSamples => named(runs, name) ?? { rtts: [], lost: 0 }
  const idle = { ...latencyFigures(samples('idle')), ...probesOf(runs, 'idle') }
  const phase = (name: LoadedPhaseName): LoadedMeasurement['download'] => {
    const run = named(runs, name)
    const rateOf = (direction: Load['direction']): number | null =>
      run?.loads.find((load) => load.direction === direction)?.measured?.mbps ?? null
    const figures = loadedPhase(idle, samples(name), {
      downloadMbps: rateOf('download'),
      uploadMbps: rateOf('upload'),
      responsiveness: responsivenessOf(run, name === 'bidirectional' ? 2 : 1, plan, method),
    })
    return { ...figures, ...probesOf(runs, name), ...(plan.samples && loadOf(runs, name, warmup)) }
  }
  const loaded = {
    download: phase('download'),
    upload: phase('upload'),
    bidirectional: phase('bidirectional'),
  }
  return {
    kind: 'loaded',
    client: 1,
    asked: { seconds, warmup, interval, payload, timeout, streams },
    idle,
    ...loaded,
    bufferbloat: gradeOf(Object.values(loaded)),
    ends: endsOf(runs),
    validity,
  }
}

/** Whether complete phases are trustworthy. */
export function loadedValidity(runs: readonly PhaseRun[], plan: LoadedPlan): Validity {
  const { client, server } = endsOf(runs)
  const idle = latencyFigures(named(runs, 'idle') ?? { rtts: [], lost: 0 })
  const networks = runs.flatMap(({ leastNetwork }) => leastNetwork ?? [])
  const { ok, reasons } = judgeValidity({
    // The thread with the probes spins while it waits for some of them, which is not work.
    client: { ...client, threadShare: loadEnds(runs)?.client.threadShare ?? null },
    server,
    unpaced: true,
    ...(showsWaits(idle) && { waitsIn: 'times' }),
    samples: Math.min(...runs.map(({ rtts }) => rtts.length)),
    slots: {
      due: runs.reduce((sum, { slots }) => sum + slots.due, 0),
      missed: runs.reduce((sum, { slots }) => sum + slots.missed, 0),
    },
    leastNetwork: networks.length > 0 ? Math.min(...networks) : null,
  })
  const isGood = runs.every(
    ({ loads, doubts }) => doubts.length === 0 && loads.every(({ notes }) => notes.length === 0),
  )
  return { ok: ok && isGood, reasons: [...reasons, ...runs.flatMap((run) => notesOf(run, plan))] }
}

/** Every probe of a phase, if the plan asks for them. */
function probesOf(runs: readonly PhaseRun[], name: LoadedPhaseName): Pick<LatencyFigures, 'samples'> {
  const samples = named(runs, name)?.samples(beginOf(runs, name))
  return samples == null ? {} : { samples }
}

/** The load of a phase in time. */
function loadOf(runs: readonly PhaseRun[], name: LoadedPhaseName, warmup: number): Pick<LoadedPhase, 'load'> {
  const slices = (direction: Load['direction']): DirectionSlices | null => {
    const measured = named(runs, name)?.loads.find((load) => load.direction === direction)?.measured ?? null
    if (measured === null) return null
    return {
      intervals: measured.intervals ?? [],
      streams: measured.streams.flatMap((stream) => stream.slices ?? []),
    }
  }
  const from = beginOf(runs, name) + warmup
  return { load: { from, download: slices('download'), upload: slices('upload') } }
}

/** Seconds from the start of the measurement to that of a phase. */
function beginOf(runs: readonly PhaseRun[], name: LoadedPhaseName): number {
  const [first] = runs
  const run = named(runs, name)
  return first === undefined || run === null ? 0 : Math.max(0, run.begunAt - first.begunAt) / 1000
}

function named(runs: readonly PhaseRun[], name: LoadedPhaseName): PhaseRun | null {
  return runs.find((run) => run.name === name) ?? null
}

function responsivenessOf(
  run: PhaseRun | null,
  directions: number,
  plan: LoadedPlan,
  { formula, connections, selfRate, hasTls }: RpmMethod,
): Responsiveness {
  const asked = {
    formula,
    connections: connections * directions,
    rate: FOREIGN_RATE + selfRate * connections * directions,
  }
  if (run === null || !run.complete) {
    const nothing = { probes: { connect: [], exchange: [], self: [] }, goodput: [], rtts: [] }
    return responsiveness({ ...asked, ...nothing, reason: 'The phase was not measured to its end.' })
  }
  const { loads, foreign } = run
  const connect = foreign?.connect ?? []
  // The mean needs both directions, so an unknown one makes it unknown.
  const self = loads.every(({ rtts }) => rtts.length > 0) ? loads.flatMap(({ rtts }) => rtts) : []
  return responsiveness({
    ...asked,
    probes: { connect, ...(hasTls && { tls: foreign?.tls ?? [] }), exchange: foreign?.exchange ?? [], self },
    goodput: goodputOf(loads),
    rtts: run.meanRtts,
    reason:
      connect.length === 0
        ? noForeign(foreign?.failed ?? 0, plan)
        : (loads.find(({ rtts }) => rtts.length === 0)?.noRtts ?? ''),
  })
}

function noForeign(failed: number, { timeout }: LoadedPlan): string {
  return failed === 0
    ? 'No new connection was served before the phase was over.'
    : `None of ${counted(failed, 'new connection')} was served within ${limitText(timeout)}.`
}

/** Goodput of each interval of responsiveness, 10^6 bit/s, of all directions together. */
function goodputOf(loads: readonly Load[]): readonly number[] {
  const all = loads.map(({ measured }) => ratesOf(measured?.intervals ?? []))
  const count = Math.min(...all.map(({ length }) => length))
  return Array.from({ length: Number.isFinite(count) ? count : 0 }, (_, index) =>
    all.reduce((sum, rates) => sum + (rates[index] ?? 0), 0),
  )
}

/** Of slices that are as long as an interval of responsiveness, or shorter. */
function ratesOf(slices: readonly ThroughputInterval[]): readonly number[] {
  const sums: { bytes: number; seconds: number }[] = []
  for (const { from, seconds, bytes } of slices) {
    const index = Math.floor(from / RPM_INTERVAL + 1e-9)
    while (sums.length <= index) sums.push({ bytes: 0, seconds: 0 })
    const sum = sums[index]
    if (sum === undefined) continue
    sum.bytes += bytes
    sum.seconds += seconds
  }
  return sums.map(({ bytes, seconds }) => mbps(bytes, seconds) ?? 0)
}

/** The ends with the probes, and the busiest of all threads, those of the load included. */
function endsOf(runs: readonly PhaseRun[]): Ends {
  const probes = worstOf(
    runs.flatMap(({ end, serverEnd }) => (end ? { client: end, server: serverEnd } : [])),
  )
  const load = loadEnds(runs)
  const idle = named(runs, 'idle')
  const client = probes?.client ?? { loopDelay: 0, threadShare: null, otherSessions: null }
  return {
    client: { ...busier(client, load?.client ?? null), ...waitsOf(idle?.end) },
    server: probes?.server
      ? { ...busier(probes.server, load?.server ?? null), ...waitsOf(idle?.serverEnd) }
      : null,
  }
}

function loadEnds(runs: readonly PhaseRun[]): Ends | null {
  return worstOf(runs.flatMap(({ loads }) => loads.flatMap(({ measured }) => measured?.ends ?? [])))
}

function busier(probes: EndFacts, load: EndFacts | null): EndFacts {
  return {
    // A thread of the load may stall without delaying a probe.
    loopDelay: probes.loopDelay,
    threadShare: larger(probes.threadShare, load?.threadShare ?? null),
    otherSessions: larger(probes.otherSessions, load?.otherSessions ?? null),
    ...processOf(probes, load),
  }
}

/** Waits for a CPU of the phase without load: in the others, the probes also wait for the load. */
function waitsOf(end: EndFacts | null | undefined): Pick<EndFacts, 'waitShare'> {
  return { waitShare: end?.waitShare ?? null }
}

const TITLES: Readonly<Record<LoadedPhaseName, string>> = {
  idle: 'Idle',
  download: 'Download',
  upload: 'Upload',
  bidirectional: 'Both ways',
}

/** Notes on a phase's figures. */
function notesOf(
  { name, loads, foreign, hostBusy, notes, doubts }: PhaseRun,
  plan: LoadedPlan,
): readonly string[] {
  const served = foreign?.connect.length ?? 0
  const failed = foreign?.failed ?? 0
  const all = served + failed
  const host = loads.length > 0 ? hostSaturated(hostBusy) : []
  // On a busy host a sender has nothing to send because of its CPUs.
  const senders = host.length > 0 ? [] : loads
  return [
    ...new Set(loads.flatMap((load) => load.notes)),
    ...doubts,
    ...notes,
    ...host,
    ...senders.flatMap(({ measured }) => (measured === null ? [] : senderNotes(measured, measured.streams))),
    ...(failed > 0 ? [`${partOf(failed, all, 'new connection')} not served, which RPM excludes.`] : []),
    ...probeShare(loads, plan),
  ].map((note) => `${TITLES[name]}: ${note}`)
}

/** The most bytes in one direction of a new connection, and the bytes of a probe's headers. */
const FOREIGN_BYTES = 2000
const HEADERS = 66

function probeShare(loads: readonly Load[], { payload, interval }: LoadedPlan): readonly string[] {
  const rates = loads.flatMap(({ measured }) => measured?.mbps ?? [])
  if (rates.length === 0) return []
  const bytes = FOREIGN_BYTES * FOREIGN_RATE + (payload + HEADERS) * (1000 / interval)
  const share = (bytes * 8) / 1e6 / Math.min(...rates)
  if (share <= PROBE_SHARE) return []
  return [
    `Probes were up to ${estimatedShareText(share)} of the load's traffic (at most ${shareText(PROBE_SHARE)} is acceptable). Choose a longer interval.`,
  ]
}

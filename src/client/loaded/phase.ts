import { performance } from '../../host/clock.ts'
import { asError, WyndrvrError } from '../../errors.ts'
import type { LoadedPhaseName } from '../../results/events.ts'
import type { EndFacts, Samples } from '../../results/types.ts'
import { LatencyIntervals } from '../../stats/latency-intervals.ts'
import { RPM_INTERVAL } from '../../stats/responsiveness.ts'
import { watchHost } from '../../host/host-load.ts'
import { LoopWatch } from '../../host/loop-watch.ts'
import type { ForeignProbes } from './foreign-probes.ts'
import type { LatencyPlan, Probe } from '../latency/plan.ts'
import type { Load } from './load.ts'
import type { LoadedPlan } from './plan.ts'
import type { ProbeSchedule } from '../latency/probe-schedule.ts'

/** The probes of a phase. */
export interface PhaseProbes {
  readonly schedule: ProbeSchedule
  /** What the server's worker with the probes saw of itself; `null` if it did not tell. */
  readonly serverEnd: EndFacts | null
  /** What is to be said of their connections. */
  readonly notes: readonly string[]
  /** What makes their figures untrustworthy. */
  readonly doubts: readonly string[]
  /** Sends them by the schedule. Resolves when all were answered or lost. */
  readonly measure: () => Promise<void>
  /** Ends that. */
  readonly fail: (error: Error) => void
}

/**
 * One phase: probes on a connection of their own by their schedule and, at the same time, its loads and new connections, if
 * any. The probes of the warm-up, in which the load fills the link, are sent like all others but excluded.
 */
export class PhaseRun {
  readonly name: LoadedPhaseName
  readonly loads: readonly Load[]
  /** `null` without load. */
  readonly foreign: ForeignProbes | null
  /** Round-trip times (ms) in the order of the answers. */
  readonly rtts: number[] = []
  lost = 0
  /** Share (0..1) of this machine's CPUs that was used; `null` before the end, or if unknown. */
  hostBusy: number | null = null
  /** What this thread, which only has the probes, saw of itself; `null` before the end. */
  end: EndFacts | null = null
  complete = false
  readonly #plan: LoadedPlan
  readonly #probes: PhaseProbes
  readonly #intervals: LatencyIntervals | null
  /** Sum and number of the round-trip times of each interval, by when the probes were due. */
  readonly #slices: { sum: number; count: number }[] = []
  #begunAt = 0
  #sent = 0
  readonly #running: Promise<void>[] = []
  #haveBegun: () => void = () => undefined
  /** Resolves when the first probe is about to be sent. */
  readonly #begun = new Promise<void>((resolve) => {
    this.#haveBegun = resolve
  })

  constructor(
    name: LoadedPhaseName,
    probesOf: (plan: LatencyPlan) => PhaseProbes,
    loads: readonly Load[],
    foreign: ForeignProbes | null,
    plan: LoadedPlan,
  ) {
    this.name = name
    this.loads = loads
    this.foreign = foreign
    this.#plan = plan
    const { onInterval } = plan
    this.#intervals =
      onInterval && new LatencyIntervals(plan.reportInterval, (interval) => onInterval(interval, name))
    const onProbe = (probe: Probe): void => this.#take(probe)
    this.#probes = probesOf(probePlan(plan, () => this.#begin(), onProbe))
  }

  /**
   * Runs the phase to its end. A failure ends everything that runs in it, and its connections.
   * @throws the first failure
   */
  async run(): Promise<void> {
    await Promise.all(this.loads.map(async (load) => load.prepare()))
    const watch = new LoopWatch()
    const host = watchHost()
    try {
      await this.#runAll()
      this.complete = true
      this.#intervals?.finish()
    } finally {
      this.end = watch.stop()
      this.hostBusy = host()
    }
    await Promise.all(this.loads.map(async (load) => load.finish()))
  }

  /** Mean round-trip time (ms) of each interval of responsiveness in which a probe was answered. */
  get meanRtts(): readonly number[] {
    return this.#slices.flatMap(({ sum, count }) => (count > 0 ? sum / count : []))
  }

  /** What the server's worker with the probes saw of itself; `null` if it did not tell. */
  get serverEnd(): EndFacts | null {
    return this.#probes.serverEnd
  }

  /** What is to be said of the connections with the probes. */
  get notes(): readonly string[] {
    return this.#probes.notes
  }

  /** What makes the figures of the probes untrustworthy. */
  get doubts(): readonly string[] {
    return this.#probes.doubts
  }

  /** The least round-trip time without the server's part, ms; `null` without one. */
  get leastNetwork(): number | null {
    return this.#probes.schedule.network.reduce<number | null>(
      (least, each) => (least === null || each < least ? each : least),
      null,
    )
  }

  /** When it began, ms; 0 before. */
  get begunAt(): number {
    return this.#begunAt
  }

  /**
   * Every probe, those of the warm-up included; `null` if the plan does not ask for them.
   * @param from seconds from the start of the measurement
   */
  samples(from: number): Samples | null {
    return this.#probes.schedule.samples?.samples(from) ?? null
  }

  /** Probes that were due, and those that missed their slot, warm-up included. */
  get slots(): { readonly due: number; readonly missed: number } {
    return { due: this.#sent, missed: this.#probes.schedule.missed }
  }

  async #runAll(): Promise<void> {
    const probes = this.#probes.measure().finally(() => this.foreign?.stop())
    try {
      await Promise.race([this.#begun, probes])
      await Promise.all([...this.#running, probes])
    } catch (error) {
      this.#probes.fail(asError(error))
      const reason = new WyndrvrError('ERR_WYNDRVR_ABORTED', 'Another part of the measurement failed.')
      for (const load of this.loads) load.destroy(reason)
      await Promise.allSettled([...this.#running, probes])
      throw error
    } finally {
      this.foreign?.stop()
    }
  }

  #begin(): void {
    this.#begunAt = performance.now()
    for (const load of this.loads) this.#running.push(load.run())
    const { warmup, interval } = this.#plan
    // Between two probes, so that it delays none.
    this.foreign?.start(warmup * 1000 + interval / 2)
    this.#haveBegun()
  }

  #take({ number, rtt }: Probe): void {
    this.#sent += 1
    const { interval, warmup } = this.#plan
    const due = ((number - 1) * interval) / 1000 - warmup
    if (due < -1e-9) return
    if (rtt === null) this.lost += 1
    else {
      this.rtts.push(rtt)
      const index = Math.max(0, Math.floor(due / RPM_INTERVAL))
      while (this.#slices.length <= index) this.#slices.push({ sum: 0, count: 0 })
      const slice = this.#slices[index]
      if (slice !== undefined) {
        slice.sum += rtt
        slice.count += 1
      }
    }
    this.#intervals?.add((performance.now() - this.#begunAt) / 1000 - warmup, rtt)
  }
}

function probePlan(plan: LoadedPlan, onBegin: () => void, onProbe: (probe: Probe) => void): LatencyPlan {
  const { seconds, warmup, interval, payload, timeout, samples, reportInterval } = plan
  return {
    count: null,
    duration: (warmup + seconds) * 1000,
    interval,
    payload,
    transport: 'tcp',
    timeout,
    // The load needs the CPUs more than busy polling does.
    busyPoll: false,
    punctual: true,
    samples,
    onBegin,
    onProbe,
    reportInterval,
    onInterval: null,
  }
}

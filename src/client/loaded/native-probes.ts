import type { EndFacts } from '../../results/types.ts'
import type { LatencyPlan } from '../latency/plan.ts'
import { ProbeRun } from '../latency/probe-run.ts'
import type { ProbeSchedule } from '../latency/probe-schedule.ts'
import { ask } from '../wire/ask.ts'
import type { Channel } from '../wire/channel.ts'
import type { PhaseProbes } from './phase.ts'

/** Probes on the control connection. */
export class NativeProbes implements PhaseProbes {
  readonly notes: readonly string[] = []
  readonly doubts: readonly string[] = []
  readonly #control: Channel
  readonly #payload: number
  readonly #run: ProbeRun
  #fail: (error: Error) => void = () => undefined

  constructor(control: Channel, plan: LatencyPlan) {
    this.#control = control
    this.#payload = plan.payload
    this.#run = new ProbeRun(control, plan)
  }

  get schedule(): ProbeSchedule {
    return this.#run.schedule
  }

  get serverEnd(): EndFacts | null {
    return this.#run.serverEnd
  }

  async measure(): Promise<void> {
    await ask(this.#control, { request: 'echo', payload: this.#payload, busyPoll: false })
    try {
      await this.#control.run<void>((task) => {
        this.#fail = task.fail
        return this.#run.begin(task)
      })
    } finally {
      this.#run.stop()
    }
  }

  fail(error: Error): void {
    this.#fail(error)
  }
}

import { usageError } from '../check.ts'
import { callPlan, measureCalls } from '../client/latency/calls.ts'
import { NO_TARGET } from '../host/new-document.ts'
import type { ComparisonArm, Target } from '../results/types.ts'
import type { Side } from './arm.ts'
import type { ArmClient } from './burst.ts'
import type { CallArmPlan } from './arm-plan.ts'
import { HERE } from './client-seats.ts'

/** An arm whose bursts are calls of a function. */
export class CallArm implements Side {
  readonly target: Target = { ...NO_TARGET, dialect: null, mode: null }
  readonly server = null
  readonly restarts = false
  readonly seat = HERE
  roundTrip = 0
  readonly #plan: CallArmPlan
  readonly #signal: AbortSignal

  constructor(plan: CallArmPlan, signal: AbortSignal) {
    this.#plan = plan
    this.#signal = signal
  }

  get facts(): ComparisonArm {
    return { ...NO_TARGET, dialect: null, command: null, via: null, call: this.#plan.name }
  }

  async start(): Promise<void> {
    // It answers whenever it is called.
  }

  async stop(): Promise<void> {
    // What it calls is not ours.
  }

  async connect(): Promise<ArmClient> {
    const { call, name } = this.#plan
    const refuse = async (): Promise<never> => {
      throw usageError('Function calls have only a latency. Compare link.latency().')
    }
    return {
      roundTrip: null,
      latency: async ({ count, timeout, onProbe = null } = {}) => {
        const plan = callPlan(call, { count, timeout, name, warmup: 0 })
        return measureCalls({ ...plan, latency: { ...plan.latency, onProbe } }, this.#signal)
      },
      download: refuse,
      upload: refuse,
      connectRate: refuse,
      udpDownload: refuse,
      udpUpload: refuse,
      underLoad: refuse,
      close: async () => undefined,
    }
  }

  cpuTime(): null {
    return null
  }

  async explained(failure: unknown): Promise<unknown> {
    return failure
  }
}

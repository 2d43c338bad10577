import { performance } from '../../host/clock.ts'
import { FLOW_RATES } from '../../protocol/flow.ts'
import type {
  CapacityMeasurement,
  CapacityTrial,
  DatagramMeasurement,
  Ends,
  Validity,
} from '../../results/types.ts'
import { judgeCapacity } from '../../stats/capacity-validity.ts'
import { worstOf } from '../../stats/validity.ts'
import { counted } from '../../text/count.ts'
import type { Connection } from '../connection.ts'
import { datagramPlan } from '../datagrams/plan.ts'
import { measureDatagrams } from '../datagrams/run.ts'
import { COMPLETE, cutOff } from '../partial.ts'
import { askedTimeout } from '../progress-timeout.ts'
import type { CapacityPlan } from './plan.ts'
import { search } from './rate-search.ts'
import type { Found, TrialResult } from './rate-search.ts'

/** Share of the rate at or above which a sender has kept up. */
const OFFERED_ENOUGH = 0.95

/** Datagrams of a trial at the lowest rate. */
const LEAST_DATAGRAMS = 10

/** Finds the highest UDP rate at which no more than the share of the plan is lost. */
export async function measureCapacity(
  connection: Connection,
  plan: CapacityPlan,
): Promise<CapacityMeasurement> {
  const { direction, loss, resolution, rate, trial, payload, timeout } = plan
  const startedAt = performance.now()
  const trials: CapacityTrial[] = []
  const flows = new Map<TrialResult, DatagramMeasurement>()
  const ends: Ends[] = []
  const measured = (found: Found, validity: Validity): CapacityMeasurement => ({
    kind: 'capacity',
    client: 1,
    direction,
    asked: { loss, resolution, rate, trial, payload, ...askedTimeout(timeout) },
    ...figuresOf(found),
    limit: limitOf(found, flows),
    trials,
    seconds: (performance.now() - startedAt) / 1000,
    ends: worstOf(ends),
    validity,
  })
  const tryLoad = async (mbps: number): Promise<TrialResult> => {
    const from = (performance.now() - startedAt) / 1000
    const flow = await measureDatagrams(
      connection,
      direction,
      datagramPlan({ rate: mbps * 1e6, payload, duration: trial * 1000, timeout }),
    )
    if (flow.ends !== null) ends.push(flow.ends)
    const lost = flow.loss ?? 1
    const offered = flow.offered ?? 0
    const result: TrialResult = {
      offered,
      arrived: offered * (1 - lost),
      loss: lost,
      kept: lost <= loss,
      senderLimited: offered < mbps * OFFERED_ENOUGH,
    }
    flows.set(result, flow)
    const told = {
      from,
      seconds: trial,
      rate: mbps,
      offered,
      sent: flow.sent,
      lost: flow.lost,
      loss: lost,
      kept: result.kept,
    }
    trials.push(told)
    plan.onInterval?.(told, direction)
    return result
  }
  try {
    const found = await search({ most: rate / 1e6, least: leastRate(plan) / 1e6, resolution }, tryLoad)
    const flowsOf = (bound: Found['lower']): readonly DatagramMeasurement[] =>
      (bound?.trials ?? []).flatMap((one) => flows.get(one) ?? [])
    const measurement = measured(found, COMPLETE)
    const validity = judgeCapacity({ measurement, lower: flowsOf(found.lower), upper: flowsOf(found.upper) })
    return { ...measurement, validity }
  } catch (error) {
    const soFar = `${counted(trials.length, 'trial')} of the search had ended`
    const nothing: Found = { lower: null, upper: null, limit: 'trials' }
    throw cutOff(error, soFar, trials.length === 0 ? null : (validity) => measured(nothing, validity))
  }
}

/** The lowest rate (bit/s) of a search: with fewer datagrams, a trial shows no loss. */
function leastRate({ rate, payload, trial }: CapacityPlan): number {
  return Math.min(rate, Math.max(FLOW_RATES.least, (LEAST_DATAGRAMS * payload * 8) / trial))
}

function figuresOf({
  lower,
  upper,
  limit,
}: Found): Pick<CapacityMeasurement, 'mbps' | 'lower' | 'upper' | 'loss' | 'unknown'> {
  const best = lower?.trials.toSorted((a, b) => a.arrived - b.arrived)[0] ?? null
  // Too much was lost even at the lowest load: nothing arrives within the loss.
  const none = upper !== null && limit === 'network' ? 0 : null
  const why = 'The search was over before it had a bound.'
  return {
    mbps: best?.arrived ?? none,
    lower: lower?.load ?? null,
    upper: upper?.load ?? null,
    loss: best?.loss ?? null,
    unknown: best === null && none === null ? { mbps: why } : {},
  }
}

/** A host that drops what has arrived is not the network. */
function limitOf(
  { upper, limit }: Found,
  flows: ReadonlyMap<TrialResult, DatagramMeasurement>,
): CapacityMeasurement['limit'] {
  const dropped = upper?.trials.some((one) => (flows.get(one)?.droppedByHost ?? 0) > 0) === true
  return limit === 'network' && dropped ? 'receiver' : limit
}

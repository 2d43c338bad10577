import type { NativeTransfer } from '../../protocol/native.ts'
import type { Direction, Ends, ThroughputMeasurement, Validity } from '../../results/types.ts'
import { IntervalSum } from '../../stats/interval-sum.ts'
import { combine } from '../../stats/streams.ts'
import { judgeValidity, worstOf } from '../../stats/validity.ts'
import { nanoseconds } from '../../host/clock.ts'
import { cpuSince, hasCpusFor } from '../../host/cpu.ts'
import { LoopWatch } from '../../host/loop-watch.ts'
import type { TransferResult } from './transfer.ts'
import { COMPLETE, cutOff } from '../partial.ts'
import { askedTimeout } from '../progress-timeout.ts'
import type { Stream } from './stream.ts'
import type { ThroughputPlan } from './plan.ts'
import { counted } from '../../text/count.ts'

/**
 * Throughput in the native dialect, and of streams over HTTP: one transfer a stream, all at once, each counted by its receiver on
 * the receiver's clock.
 * @param bidirectional whether the other direction is measured at the same time
 * @throws {WyndrvrError} its `measurement` is what was measured until then
 */
export async function measureNativeThroughput(
  streams: readonly Pick<Stream, 'transfer'>[],
  direction: Direction,
  plan: ThroughputPlan,
  bidirectional = false,
): Promise<ThroughputMeasurement> {
  const { bytes, seconds, warmup, rate, block, interval, timeout, onInterval } = plan
  const share = Math.floor((bytes ?? 0) / streams.length)
  const requestOf = (stream: number): NativeTransfer => ({
    request: direction,
    // The first stream gets the remainder.
    bytes: bytes === null ? null : stream === 0 ? bytes - share * (streams.length - 1) : share,
    seconds,
    warmup,
    interval,
    rate: rate === null ? null : rate / streams.length,
    block,
    // The receiver of a download is at this end. That of an upload shows with each interval that it is there.
    ...(direction === 'upload' ? { progress: true } : {}),
  })
  const startedAt = nanoseconds()
  const cpuAtStart = process.cpuUsage()
  const watch = new LoopWatch()
  const progress: (() => TransferResult['tally'])[] = []
  const live =
    onInterval && new IntervalSum(streams.length, interval, (complete) => onInterval(complete, direction))
  const measured = (
    results: readonly Partial<TransferResult>[],
    validity = COMPLETE,
  ): ThroughputMeasurement & { readonly ends: Ends } => {
    const tallies = results.flatMap(({ tally, startedAt: from }) =>
      tally === undefined ? [] : { ...tally, startedAt: from },
    )
    const figures = combine(tallies, interval, seconds, plan.samples)
    return {
      kind: 'throughput',
      client: 1,
      direction,
      bidirectional,
      asked: { bytes, seconds, streams: streams.length, warmup, rate, ...askedTimeout(timeout) },
      ...figures,
      streams: figures.streams.map((stream) => ({ ...stream, tcp: null })),
      unknown: { ...figures.unknown, tcp: plan.tcpFacts === false ? NOT_ASKED : NOT_YET },
      cpu: { client: cpuSince(cpuAtStart), server: largest(results) },
      ends: worstOf(results.flatMap(({ ends }) => ends ?? [])) ?? { client: watch.stop(), server: null },
      validity,
    }
  }
  try {
    const settled = await Promise.allSettled(
      streams.map(async (stream, index) => {
        const result = await stream.transfer(requestOf(index), timeout, {
          onProgress: (tally) => progress.push(tally),
          onInterval: live && ((arrived) => live.add(index, arrived)),
        })
        live?.end(index, result.tally.intervals)
        return result
      }),
    )
    const results = settled.map((result) => {
      if (result.status === 'rejected') throw result.reason
      return result.value
    })
    const measurement = measured(results)
    live?.finish(measurement.intervals ?? [])
    const validity = judgeValidity({
      ...measurement.ends,
      seconds: measurement.seconds,
      unpaced: rate === null,
      ...(hasCpusFor(streams.length * (bidirectional ? 2 : 1)) && { waitsIn: 'rate' }),
      clocks: { client: (nanoseconds() - startedAt) / 1e9, server: measurement.seconds },
    })
    return { ...measurement, validity }
  } catch (error) {
    const partial = progress.map((tally) => ({ tally: tally() }))
    const bytesSoFar = partial.reduce((sum, { tally }) => sum + tally.bytes, 0)
    // Only the server knows what arrived of an upload.
    const counter = direction === 'upload' ? "taken by the client's kernel" : 'counted'
    const soFar = `${counted(bytesSoFar, 'byte')} ${bytesSoFar === 1 ? 'was' : 'were'} ${counter}`
    const told = (validity: Validity): ThroughputMeasurement => {
      const measurement = measured(partial, validity)
      live?.finish(measurement.intervals ?? [])
      return measurement
    }
    throw cutOff(error, soFar, bytesSoFar > 0 ? told : null)
  } finally {
    watch.stop()
  }
}

/** Reasons for missing TCP facts. `NOT_YET` is replaced by the facts when all running transfers are complete. */
const NOT_YET = 'TCP facts are read for complete transfers only.'
const NOT_ASKED = 'TCP facts were not requested.'

/** Every stream reports the CPU time of the whole process during its own time, so the largest includes the others. */
function largest(results: readonly Partial<TransferResult>[]): TransferResult['serverCpu'] {
  const times = results.flatMap(({ serverCpu }) => serverCpu ?? [])
  return times.toSorted((a, b) => b.user + b.system - a.user - a.system)[0] ?? null
}

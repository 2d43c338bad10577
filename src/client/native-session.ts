import { WyndrvrError } from '../errors.ts'
import type { NativeWelcome } from '../protocol/native.ts'
import type { Direction } from '../results/types.ts'
import type { Channel, ChannelOptions } from './wire/channel.ts'
import type { DatagramPlan } from './datagrams/plan.ts'
import { measureDatagrams } from './datagrams/native.ts'
import { Guarded } from './guarded.ts'
import { measureLoadedLatency } from './loaded/native.ts'
import { measureNativeLatency } from './latency/native.ts'
import { measureNativeThroughput } from './throughput/native.ts'
import type { Session } from './session.ts'
import { localStream } from './throughput/stream.ts'
import type { Stream } from './throughput/stream.ts'
import { StreamThreads } from './throughput/stream-threads.ts'
import { watchTcp } from './throughput/tcp-facts.ts'
import type { AddTcpFacts } from './throughput/tcp-facts.ts'
import type { ThroughputPlan } from './throughput/plan.ts'
import { measureUdpLatency } from './latency/udp.ts'

/**
 * A session in the native dialect: a control connection, which one stream alone goes over too, and for several streams
 * connections of their own in worker threads, opened when they are first needed.
 */
export function nativeSession(control: Channel, welcome: NativeWelcome, options: ChannelOptions): Session {
  const only = localStream(control, welcome.tellsTcp === true)
  const threads = new StreamThreads(welcome.session, options)
  const streams = async (count: number): Promise<readonly Stream[]> =>
    count === 1 ? [only] : threads.take(count)
  return {
    dialect: 'native',
    address: control.address,
    server: welcome.host,
    mode: welcome.mode,
    latency: async (plan) => {
      if (plan.transport === 'tcp') return measureNativeLatency(control, plan)
      checkUdp(control, welcome)
      return measureUdpLatency(control, plan, welcome.idle)
    },
    datagrams: async (direction, plan) => {
      checkUdp(control, welcome)
      return heard(plan, [only], async (held) => measureDatagrams(control, direction, held, welcome.idle))
    },
    throughput: async (direction, plan) => {
      const all = await streams(plan.streams)
      const addTcp = await watched(all, direction, plan)
      return addTcp(await heard(plan, all, async (held) => measureNativeThroughput(all, direction, held)))
    },
    bidirectional: async (plan) => {
      const all = await streams(plan.streams * 2)
      const [down, up] = [all.slice(0, plan.streams), all.slice(plan.streams)]
      // Asking kernels would disturb a direction that runs: so both wait for each other.
      const [addDown, addUp] = await Promise.all([
        watched(down, 'download', plan),
        watched(up, 'upload', plan),
      ])
      const [download, upload] = await heard(plan, all, async (held) =>
        Promise.all([
          measureNativeThroughput(down, 'download', held, true),
          measureNativeThroughput(up, 'upload', held, true),
        ]),
      )
      return { download: await addDown(download), upload: await addUp(upload) }
    },
    loadedLatency: async (plan) => {
      const { host, port, proxy, timeout } = options
      // The address that is known is a proxy's where there is one.
      const target = { host: proxy ? host : control.address, port, proxy, timeout }
      const loaded = {
        control,
        id: welcome.session,
        target,
        streams: async (count: number) => threads.take(count),
      }
      return measureLoadedLatency(loaded, plan)
    },
    goodbye: async () => {
      await Promise.all([only.goodbye(), threads.goodbye()])
    },
    destroy: (reason) => {
      only.destroy(reason)
      threads.destroy()
    },
    has: (channel) => channel === control,
  }
}

/** Measures with a listener that may throw: that ends the transfers, and the error is the measurement's. */
async function heard<T, P extends ThroughputPlan | DatagramPlan>(
  plan: P,
  streams: readonly Stream[],
  measure: (plan: P) => Promise<T>,
): Promise<T> {
  if (plan.onInterval === null) return measure(plan)
  const reason = new WyndrvrError('ERR_WYNDRVR_ABORTED', 'A listener of the measurement threw an error.')
  const listener = new Guarded(plan.onInterval, () => {
    for (const stream of streams) stream.destroy(reason)
  })
  try {
    return await measure({ ...plan, onInterval: listener.tell })
  } finally {
    // Where one direction has failed the other may still run, and its intervals are no matter of anybody's.
    listener.end()
  }
}

async function watched(
  streams: readonly Stream[],
  direction: Direction,
  plan: ThroughputPlan,
): Promise<AddTcpFacts> {
  return plan.tcpFacts ? watchTcp(streams, direction) : async (measurement) => measurement
}

/** A server of an earlier release would take the request for a mistake. */
function checkUdp({ name }: Channel, { udp, version }: NativeWelcome): void {
  if (udp === true) return
  const sentence = `${name} runs wyndrvr ${version}, which can't measure over UDP.`
  throw new WyndrvrError('ERR_WYNDRVR_REFUSED', sentence)
}

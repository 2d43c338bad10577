import { WyndrvrError } from '../errors.ts'
import type { NativeWelcome } from '../protocol/native.ts'
import type { Channel, ChannelOptions } from './channel.ts'
import { Guarded } from './guarded.ts'
import { measureNativeLatency } from './native-latency.ts'
import { measureNativeThroughput } from './native-throughput.ts'
import type { Session } from './session.ts'
import { localStream } from './stream.ts'
import type { Stream } from './stream.ts'
import { StreamThreads } from './stream-threads.ts'
import type { ThroughputPlan } from './throughput-plan.ts'

/**
 * A session in the native dialect: a control connection, which one stream alone goes over too, and for several streams
 * connections of their own in worker threads, opened when they are first needed.
 */
export function nativeSession(control: Channel, welcome: NativeWelcome, options: ChannelOptions): Session {
  const only = localStream(control)
  const threads = new StreamThreads(welcome.session, options)
  const streams = async (count: number): Promise<readonly Stream[]> => {
    if (count === 1) return [only]
    if (welcome.mode !== 'sequential') return threads.take(count)
    const sentence = `${control.name} serves one connection at a time: it can't have ${count} streams.`
    throw new WyndrvrError('ERR_WYNDRVR_VALUE', sentence)
  }
  return {
    dialect: 'native',
    server: welcome.host,
    latency: async (plan) => measureNativeLatency(control, plan),
    throughput: async (direction, plan) => {
      const all = await streams(plan.streams)
      return heard(plan, all, async (held) => measureNativeThroughput(all, direction, held))
    },
    bidirectional: async (plan) => {
      const all = await streams(plan.streams * 2)
      return heard(plan, all, async (held) => {
        const [download, upload] = await Promise.all([
          measureNativeThroughput(all.slice(0, plan.streams), 'download', held),
          measureNativeThroughput(all.slice(plan.streams), 'upload', held),
        ])
        return { download, upload }
      })
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
async function heard<T>(
  plan: ThroughputPlan,
  streams: readonly Stream[],
  measure: (plan: ThroughputPlan) => Promise<T>,
): Promise<T> {
  if (plan.onInterval === null) return measure(plan)
  const reason = new WyndrvrError('ERR_WYNDRVR_ABORTED', 'A listener of the measurement threw an error.')
  const listener = new Guarded(plan.onInterval, () => {
    for (const stream of streams) stream.destroy(reason)
  })
  try {
    return await measure({ ...plan, onInterval: listener.tell })
  } finally {
    listener.check()
  }
}

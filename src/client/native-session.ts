import { WyndrvrError } from '../errors.ts'
import type { NativeWelcome } from '../protocol/native.ts'
import type { Channel, ChannelOptions } from './channel.ts'
import { measureNativeLatency } from './native-latency.ts'
import { measureNativeThroughput } from './native-throughput.ts'
import type { Session } from './session.ts'
import { localStream } from './stream.ts'
import type { Stream } from './stream.ts'
import { StreamThreads } from './stream-threads.ts'

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
    address: control.address,
    server: welcome.host,
    latency: async (plan) => measureNativeLatency(control, plan),
    throughput: async (direction, plan) =>
      measureNativeThroughput(await streams(plan.streams), direction, plan),
    bidirectional: async (plan) => {
      const all = await streams(plan.streams * 2)
      const [download, upload] = await Promise.all([
        measureNativeThroughput(all.slice(0, plan.streams), 'download', plan),
        measureNativeThroughput(all.slice(plan.streams), 'upload', plan),
      ])
      return { download, upload }
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

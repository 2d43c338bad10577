import { WyndrvrError } from '../errors.ts'
import type { NativeWelcome } from '../protocol/native.ts'
import { ask } from './ask.ts'
import { openChannel } from './channel.ts'
import type { Channel, ChannelOptions } from './channel.ts'
import { nativeHandshake } from './handshake.ts'
import { measureNativeLatency } from './native-latency.ts'
import { measureNativeThroughput } from './native-throughput.ts'
import type { Session } from './session.ts'

/** A session in the native dialect: a control connection, and streams that are opened when they are first needed. */
export function nativeSession(control: Channel, welcome: NativeWelcome, options: ChannelOptions): Session {
  const open: Channel[] = [control]
  const streams = async (count: number): Promise<readonly Channel[]> => {
    if (count > 1 && welcome.mode === 'sequential') {
      const sentence = `${control.name} serves one connection at a time: it can't have ${count} streams.`
      throw new WyndrvrError('ERR_WYNDRVR_VALUE', sentence)
    }
    while (open.length < count) open.push(await openStream(welcome.session, options))
    return open.slice(0, count)
  }
  return {
    dialect: 'native',
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
      await Promise.all(
        open.filter(({ usable }) => usable).map(async (channel) => ask(channel, { request: 'bye' })),
      )
    },
    channels: () => open,
  }
}

async function openStream(session: string, options: ChannelOptions): Promise<Channel> {
  const channel = await openChannel(options)
  const welcome = await nativeHandshake(channel, { role: 'stream', session }, options.timeout)
  if (welcome !== null) return channel
  throw new WyndrvrError(
    'ERR_WYNDRVR_PROTOCOL',
    `${channel.name} takes no streams: another server answered there.`,
  )
}

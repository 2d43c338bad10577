import type { NativeWelcome } from '../protocol/native.ts'
import type { NativeSession } from './session.ts'
import { localStream } from './throughput/stream.ts'
import { StreamThreads } from './throughput/stream-threads.ts'
import { TcpFactsPolicy } from './throughput/tcp-facts.ts'
import type { Channel, ChannelOptions } from './wire/channel.ts'

/** The session of a control connection whose hello was answered. */
export function nativeSession(
  channel: Channel,
  welcome: NativeWelcome,
  options: ChannelOptions,
): NativeSession {
  const { signal: _, ...target } = options
  const own = localStream(channel, welcome)
  const threads = new StreamThreads(welcome.session, options)
  return {
    dialect: 'native',
    name: channel.name,
    address: channel.address,
    roundTrip: () => null,
    lostIdle: () => channel.lostIdle,
    channel,
    welcome,
    server: welcome.host,
    mode: welcome.mode,
    // Through a proxy, the channel's address is the proxy's.
    target: { ...target, host: target.proxy ? target.host : channel.address },
    tls: channel.secured?.facts ?? null,
    own,
    threads: async (count) => threads.take(count),
    tcpFacts: new TcpFactsPolicy(),
    goodbye: async () => {
      await Promise.all([own.goodbye(), threads.goodbye()])
    },
    destroy: (reason) => {
      own.destroy(reason)
      threads.destroy()
    },
  }
}

import { usageError } from '../check.ts'
import { WyndrvrError } from '../errors.ts'
import { SEED_REPLY } from '../protocol/seed.ts'
import type { Channel } from './wire/channel.ts'
import { ReplyReader } from './wire/reply.ts'
import { measureSeedLatency } from './latency/seed.ts'
import { measureSeedThroughput } from './throughput/seed.ts'
import type { Session } from './session.ts'

/** A session in the seed dialect: one connection, one thing at a time. */
export function seedSession(channel: Channel): Session {
  return {
    dialect: 'seed',
    address: channel.address,
    server: null,
    mode: null,
    latency: async (plan) => {
      if (plan.transport === 'udp') throw noUdp(channel)
      return measureSeedLatency(channel, plan)
    },
    datagrams: async () => {
      throw noUdp(channel)
    },
    throughput: async (direction, plan) => measureSeedThroughput(channel, direction, plan),
    bidirectional: async () => {
      const sentence = `Both directions at once need the native dialect, and ${channel.name} is spoken to in the seed's.`
      throw usageError(sentence)
    },
    loadedLatency: async () => {
      const sentence = `Loaded latency needs the native dialect, and ${channel.name} is spoken to in the seed's.`
      throw usageError(sentence)
    },
    goodbye: async () => {
      if (!channel.usable) return
      await channel.run<void>(({ socket, done }) => {
        const reply = new ReplyReader(channel.name, SEED_REPLY.bye)
        socket.write('QUIT')
        return (length, buffer) => {
          if (reply.read(length, buffer) !== null) done()
        }
      })
    },
    destroy: (reason) => channel.destroy(reason),
    has: (candidate) => candidate === channel,
  }
}

function noUdp({ name }: Channel): WyndrvrError {
  const sentence = `UDP needs the native dialect, and ${name} is spoken to in the seed's.`
  return usageError(sentence)
}

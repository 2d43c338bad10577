import { SEED_REPLY } from '../protocol/seed.ts'
import type { SeedSession } from './session.ts'
import type { Channel } from './wire/channel.ts'
import { ReplyReader } from './wire/reply.ts'

/** The session of a connection on which the server answered the seed's PING. */
export function seedSession(channel: Channel): SeedSession {
  return {
    dialect: 'seed',
    name: channel.name,
    address: channel.address,
    roundTrip: () => null,
    lostIdle: () => channel.lostIdle,
    channel,
    server: null,
    mode: null,
    tls: channel.secured?.facts ?? null,
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
  }
}

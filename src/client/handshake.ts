import { WyndrvrError } from '../errors.ts'
import { SEED_REPLY } from '../protocol/seed.ts'
import type { Channel } from './channel.ts'
import { ReplyReader } from './reply.ts'

/**
 * One exchange before anything is measured: it shows that a wyndrvr server answers, waits for a sequential
 * server's turn, and keeps the connection's first, slower exchange out of the figures.
 */
export async function seedHandshake(channel: Channel, timeout: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  try {
    await channel.run<void>(({ socket, done, fail }) => {
      const reply = new ReplyReader(channel.name, SEED_REPLY.pong)
      const sentence = `${channel.name} accepted the connection and sent no answer for ${timeout / 1000} s: is it a wyndrvr server, and not busy with others?`
      timer = setTimeout(() => fail(new WyndrvrError('ERR_WYNDRVR_TIMEOUT', sentence)), timeout)
      socket.write('PING')
      return (length, buffer) => {
        if (reply.read(length, buffer) !== null) done()
      }
    })
  } finally {
    clearTimeout(timer)
  }
}

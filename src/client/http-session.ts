import type { HttpSession } from './session.ts'
import type { ChannelOptions } from './wire/channel.ts'
import { openHttpLink } from './wire/http-link.ts'
import type { HttpLink } from './wire/http-link.ts'
import { HttpClientProof } from './wire/http-proof.ts'
import type { HttpTarget } from './wire/http-target.ts'
import { FURTHER_PORTS, shifted } from './wire/local-end.ts'

/**
 * Opens a session over HTTP/1.1, and makes sure that a wyndrvr server answers. Its first connection is kept open and has one request
 * after another. It is opened again if the server, or a proxy, has closed it, as they do with connections that were idle.
 */
export async function httpSession(options: ChannelOptions, target: HttpTarget): Promise<HttpSession> {
  const proof = new HttpClientProof(options.token)
  const links = new Set<HttpLink>()
  let opened = 0
  const open = async (): Promise<HttpLink> => {
    // A source port is not free again for a minute after a connection that this end closed.
    const local = shifted(options.local, opened % FURTHER_PORTS)
    opened += 1
    const link = await openHttpLink({ ...options, local }, target, proof)
    links.add(link)
    link.socket.once('close', () => links.delete(link))
    return link
  }
  let first = await open()
  await first.greet()
  const { name, address, secured } = first
  return {
    dialect: 'http1',
    name,
    address,
    server: null,
    mode: null,
    tls: secured?.facts ?? null,
    roundTrip: () => null,
    // Whoever uses it opens it again.
    lostIdle: () => false,
    target,
    proof,
    links: async (count) => {
      if (!first.isOpen) first = await open()
      await first.renew()
      // Some proxies close every connection after one answer.
      if (!first.isOpen) first = await open()
      return [first, ...(await Promise.all(Array.from({ length: count - 1 }, open)))]
    },
    goodbye: async () => undefined,
    destroy: (reason) => {
      for (const link of links) link.destroy(reason)
    },
  }
}

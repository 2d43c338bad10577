import type { HttpSession } from './session.ts'
import type { ChannelOptions } from './wire/channel.ts'
import { openHttp1Link } from './wire/http1-link.ts'
import { openHttp2Link } from './wire/http2-link.ts'
import type { HttpLink } from './wire/http-link.ts'
import { HttpClientProof } from './wire/http-proof.ts'
import type { HttpTarget } from './wire/http-target.ts'
import { FURTHER_PORTS, shifted } from './wire/local-end.ts'

/**
 * Opens a session over HTTP, and makes sure that a wyndrvr server answers. Its first connection is kept open. It is opened again if the server, or a proxy, has closed it, as they do with connections that were idle.
 */
export async function httpSession(options: ChannelOptions, target: HttpTarget): Promise<HttpSession> {
  const isShared = target.version === '2'
  const openLink = isShared ? openHttp2Link : openHttp1Link
  const proof = new HttpClientProof(options.token)
  const links = new Set<HttpLink>()
  let opened = 0
  const open = async (other: Partial<ChannelOptions> = {}): Promise<HttpLink> => {
    // A source port is not free again for a minute after a connection that this end closed.
    const local = shifted(options.local, opened % FURTHER_PORTS)
    opened += 1
    const link = await openLink({ ...options, ...other, local }, target, proof)
    links.add(link)
    link.socket.once('close', () => links.delete(link))
    return link
  }
  let first = await open()
  await first.greet()
  const { name, address, secured } = first
  return {
    dialect: isShared ? 'http2' : 'http1',
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
      if (!first.isOpen) {
        first = await open()
        // A server that limits sessions lets no upload wait for its turn over HTTP/2.
        if (isShared) await first.greet()
      }
      await first.settled()
      await first.renew()
      // Some proxies close every connection after one answer.
      if (!first.isOpen) first = await open()
      if (isShared) first.requireRequests(count)
      const further = Array.from({ length: count - 1 }, async () => (isShared ? first : open()))
      return [first, ...(await Promise.all(further))]
    },
    // Through a proxy, the address is the proxy's.
    another: async (other) => open({ ...(!options.proxy && { resolved: address }), ...other }),
    goodbye: async () => undefined,
    destroy: (reason) => {
      for (const link of links) link.destroy(reason)
    },
  }
}

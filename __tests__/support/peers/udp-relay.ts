import { createSocket } from 'node:dgram'
import type { Socket as UdpSocket } from 'node:dgram'
import { once } from 'node:events'
import { connect } from 'node:net'
import type { Socket } from 'node:net'

import { listen } from './endpoint.ts'
import type { Endpoint } from './endpoint.ts'

/** The direction of a datagram. */
export type Way = 'up' | 'down'

/** A datagram of a flow, as docs/reference/protocol.md has it. */
export interface Passing {
  readonly way: Way
  /** Its first byte. */
  readonly kind: number
  /** Bytes 4 to 7: the number of payload, of a probe or an answer. */
  readonly sequence: number
  readonly bytes: Buffer
}

/** Decides what is forwarded, in this order, when a datagram arrives; nothing if it is lost. */
export type Fate = (passing: Passing) => readonly Buffer[]

/** A relay in front of a server that does to each datagram what the test decides. */
export interface UdpRelay extends Endpoint {
  /** Closes all connections; resolves when both ends of each are closed. */
  readonly cut: () => Promise<void>
}

/**
 * Relays connections to a server, and the datagrams that come to the same port, as `fate` decides. Like a router with
 * NAT it knows nothing of what it relays.
 * @param fate `null`: the relay forwards no UDP
 * @param idle time (ms) without traffic after which it closes a connection; 0: never
 */
export async function startUdpRelay(
  target: { readonly host: string; readonly port: number },
  fate: Fate | null,
  idle = 0,
): Promise<UdpRelay> {
  const open = new Set<Socket>()
  const serve = (client: Socket): void => {
    const upstream = connect({ ...target, noDelay: true })
    client.pipe(upstream).pipe(client)
    const close = (): void => {
      client.destroy()
      upstream.destroy()
    }
    for (const end of [client, upstream]) {
      open.add(end)
      end.on('error', () => undefined).on('close', close)
      end.once('close', () => open.delete(end))
    }
    client.setTimeout(idle, close)
  }
  const { endpoint, near } = await listenOnBoth(serve, fate !== null)
  const sockets = near === null || fate === null ? [] : relayDatagrams(near, target, fate)
  return {
    ...endpoint,
    cut: async () => {
      await Promise.all(
        Array.from(open, async (end) => {
          const closed = once(end, 'close')
          end.destroy()
          await closed
        }),
      )
    },
    [Symbol.asyncDispose]: async () => {
      await endpoint[Symbol.asyncDispose]()
      for (const socket of sockets) socket.close()
    },
  }
}

/** Listens on a port that is also free for UDP, if that is wanted. */
async function listenOnBoth(
  serve: (socket: Socket) => void,
  udp: boolean,
): Promise<{ readonly endpoint: Endpoint; readonly near: UdpSocket | null }> {
  for (;;) {
    const endpoint = await listen(serve)
    try {
      return { endpoint, near: udp ? await bound(endpoint.port) : null }
    } catch {
      await endpoint[Symbol.asyncDispose]()
    }
  }
}

/** Relays the datagrams of each client over a socket of its own. Returns all sockets, to which new ones are added. */
function relayDatagrams(
  near: UdpSocket,
  server: { readonly host: string; readonly port: number },
  fate: Fate,
): readonly UdpSocket[] {
  const sockets = [near]
  const ways = new Map<string, Promise<UdpSocket>>()
  const open = async (address: string, port: number): Promise<UdpSocket> => {
    const far = await bound(0)
    sockets.push(far)
    return far.on('message', (bytes: Buffer) => {
      for (const each of fate(passingOf('down', bytes))) near.send(each, port, address)
    })
  }
  near.on('message', (bytes: Buffer, { address, port }) => {
    const client = `${address}:${port}`
    const way = ways.get(client) ?? open(address, port)
    ways.set(client, way)
    const forward = fate(passingOf('up', bytes))
    void way.then((far) => {
      for (const each of forward) far.send(each, server.port, server.host)
    })
  })
  return sockets
}

function passingOf(way: Way, bytes: Buffer): Passing {
  return { way, kind: bytes.readUInt8(0), sequence: bytes.readUInt32BE(4), bytes }
}

async function bound(port: number): Promise<UdpSocket> {
  const socket = createSocket('udp4')
  socket.bind(port, '127.0.0.1')
  await once(socket, 'listening')
  socket.setRecvBufferSize(1024 * 1024)
  return socket
}

/**
 * The fate of payload by its sequence number, the same in both directions: some datagrams are lost, some are duplicated,
 * and some are held back until another one has passed.
 */
export function payloadFate(plan: {
  readonly lost?: readonly number[]
  readonly twice?: readonly number[]
  /** Sequence numbers of those held back, by the number that they follow. */
  readonly late?: Readonly<Record<number, number>>
}): Fate {
  const held = new Map<string, Buffer>()
  const late = new Map(Object.entries(plan.late ?? {}).map(([behind, number]) => [Number(behind), number]))
  return ({ way, kind, sequence, bytes }) => {
    if (kind !== PAYLOAD) return [bytes]
    if (plan.lost?.includes(sequence)) return []
    if ([...late.values()].includes(sequence)) {
      held.set(`${way} ${sequence}`, bytes)
      return []
    }
    const behind = held.get(`${way} ${late.get(sequence)}`)
    return [bytes, ...(plan.twice?.includes(sequence) ? [bytes] : []), ...(behind ? [behind] : [])]
  }
}

const PAYLOAD = 3

import { createSocket } from 'node:dgram'
import type { Socket as UdpSocket } from 'node:dgram'
import { EventEmitter, once } from 'node:events'
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
  /** How many connections it closed because they were idle. */
  readonly closedIdle: () => number
  /** Forwards nothing more in either direction, like a network that was cut: connections stay open, and new ones open. */
  readonly silence: () => void
  /** Resolves when it has forwarded that many bytes over TCP. */
  readonly moved: (bytes: number) => Promise<void>
}

/** How a relay treats connections and datagrams. */
export interface RelayOptions {
  /** Time (ms) without traffic after which it closes a connection; 0, the default: never. */
  readonly idle?: number
  /** Time (ms) by which it delays datagrams to the client; 0 by default. */
  readonly delay?: number
}

/**
 * Relays connections to a server, and the datagrams that come to the same port, as `fate` decides. Like a router with
 * NAT it knows nothing of what it relays.
 * @param fate `null`: the relay forwards no UDP
 */
export async function startUdpRelay(
  target: { readonly host: string; readonly port: number },
  fate: Fate | null,
  { idle = 0, delay = 0 }: RelayOptions = {},
): Promise<UdpRelay> {
  const open = new Set<Socket>()
  let closedIdle = 0
  let silent = false
  let bytes = 0
  const said = new EventEmitter()
  const serve = (client: Socket): void => {
    const upstream = connect({ ...target, noDelay: true })
    client.pipe(upstream).pipe(client)
    for (const end of [client, upstream]) {
      if (silent) end.unpipe().pause()
      end.on('data', (chunk: Buffer) => {
        bytes += chunk.length
        said.emit('moved')
      })
    }
    const close = (): void => {
      client.destroy()
      upstream.destroy()
    }
    for (const end of [client, upstream]) {
      open.add(end)
      end.on('error', () => undefined).on('close', close)
      end.once('close', () => open.delete(end))
    }
    client.setTimeout(idle, () => {
      closedIdle += 1
      close()
    })
  }
  const { endpoint, near } = await listenOnBoth(serve, fate !== null)
  const closeUdp =
    near === null || fate === null
      ? null
      : relayDatagrams(near, target, { fate: (passing) => (silent ? [] : fate(passing)), delay })
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
    closedIdle: () => closedIdle,
    silence: () => {
      silent = true
      for (const end of open) end.unpipe().pause()
    },
    moved: async (wanted) => {
      const enough = (): boolean => bytes >= wanted
      while (!enough()) await once(said, 'moved')
    },
    [Symbol.asyncDispose]: async () => {
      await endpoint[Symbol.asyncDispose]()
      closeUdp?.()
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

/** Relays the datagrams of each client over a socket of its own. Returns what ends it. */
function relayDatagrams(
  near: UdpSocket,
  server: { readonly host: string; readonly port: number },
  { fate, delay }: { readonly fate: Fate; readonly delay: number },
): () => void {
  const sockets = [near]
  const delayed = new Set<NodeJS.Timeout>()
  const ways = new Map<string, Promise<UdpSocket>>()
  const open = async (address: string, port: number): Promise<UdpSocket> => {
    const far = await bound(0)
    sockets.push(far)
    return far.on('message', (bytes: Buffer) => {
      const forward = fate(passingOf('down', bytes))
      const send = (): void => {
        for (const each of forward) near.send(each, port, address)
      }
      if (delay === 0) send()
      else delayed.add(setTimeout(send, delay))
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
  return () => {
    for (const timer of delayed) clearTimeout(timer)
    for (const socket of sockets) socket.close()
  }
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

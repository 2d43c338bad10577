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

/**
 * Relays connections to a server, and the datagrams of their flows as `fate` decides. The client gets the relay's own
 * doors.
 */
export async function startUdpRelay(
  target: { readonly host: string; readonly port: number },
  fate: Fate,
): Promise<Endpoint> {
  return listen((client) => {
    const upstream = connect({ ...target, noDelay: true })
    const sockets: UdpSocket[] = []
    const doorTo = async (port: number): Promise<number> => {
      const pair = await relayDatagrams({ host: target.host, port }, fate)
      sockets.push(...pair.sockets)
      return pair.port
    }
    client.pipe(upstream)
    changeDoors(upstream, client, doorTo)
    const close = (): void => {
      client.destroy()
      upstream.destroy()
      for (const socket of sockets.splice(0)) socket.close()
    }
    for (const end of [client, upstream]) end.on('error', () => undefined).on('close', close)
  })
}

/** Forwards the server's lines with other doors. A relay sees only lines, because only UDP is measured over it. */
function changeDoors(from: Socket, to: Socket, doorTo: (port: number) => Promise<number>): void {
  let text = ''
  let passing = Promise.resolve()
  const pass = async (line: string): Promise<void> => {
    const door = /"port":(\d+),"token"/.exec(line)
    const changed =
      door === null ? line : line.replace(door[0], `"port":${await doorTo(Number(door[1]))},"token"`)
    to.write(`${changed}\n`)
  }
  from.on('data', (chunk: Buffer) => {
    text += chunk.toString('latin1')
    const lines = text.split('\n')
    text = lines.pop() ?? ''
    for (const line of lines) passing = passing.then(async () => pass(line))
  })
}

async function relayDatagrams(
  server: { readonly host: string; readonly port: number },
  fate: Fate,
): Promise<{ readonly port: number; readonly sockets: readonly UdpSocket[] }> {
  const [near, far] = await Promise.all([bound(), bound()])
  let client: { readonly port: number; readonly address: string } | null = null
  near.on('message', (bytes: Buffer, sender) => {
    client = sender
    for (const each of fate(passingOf('up', bytes))) far.send(each, server.port, server.host)
  })
  far.on('message', (bytes: Buffer) => {
    for (const each of fate(passingOf('down', bytes))) {
      if (client !== null) near.send(each, client.port, client.address)
    }
  })
  return { port: near.address().port, sockets: [near, far] }
}

function passingOf(way: Way, bytes: Buffer): Passing {
  return { way, kind: bytes.readUInt8(0), sequence: bytes.readUInt32BE(4), bytes }
}

async function bound(): Promise<UdpSocket> {
  const socket = createSocket('udp4')
  socket.bind(0, '127.0.0.1')
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

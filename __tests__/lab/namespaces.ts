import { existsSync } from 'node:fs'

import { freshNumber, iproute, namespaceName, remover, setInside } from '../../harness/network/iproute.ts'
import { limitRate, limitSegments, MTU } from '../../harness/network/shape.ts'
import type { Device, RateLimit } from '../../harness/network/shape.ts'
import { start } from '../support/programs/processes.ts'
import type { Running } from '../support/programs/processes.ts'

/** Options of a network. */
export interface LabOptions extends RateLimit {
  /** Largest send buffer of a TCP connection in bytes, which limits the data in flight. Default: the kernel's. */
  readonly sendBuffer?: number
  /**
   * Whether to put a router between the hosts that shapes the traffic instead of them, so that its queue can fill. In a
   * sender's own queue, the kernel limits a connection to a few ms of data (TCP small queues). Default: false.
   */
  readonly router?: boolean
}

/** Counters of an interface since it was created. Frames that the kernel handles as one count as one packet. */
export interface InterfaceCounters {
  readonly receivedBytes: number
  readonly receivedPackets: number
  readonly sentBytes: number
  readonly sentPackets: number
}

/** A network namespace with one interface, and `lo`. */
export interface LabHost {
  /** Its name, as `ip netns` knows it. */
  readonly namespace: string
  /** IPv4 address. */
  readonly address: string
  /** Starts a program in the namespace. */
  readonly start: (command: string, words: readonly string[]) => Running
  /** Shapes its outgoing traffic, replacing any earlier shape. */
  readonly shape: (shape: RateLimit) => Promise<void>
  readonly counters: () => Promise<InterfaceCounters>
  /** Bytes of frames in the queue of its shaper. */
  readonly backlog: () => Promise<number>
}

/** Two hosts and a cable between them. */
export interface LabNetwork extends AsyncDisposable {
  readonly server: LabHost
  readonly client: LabHost
}

/** The interface of each host. */
export const INTERFACE = 'cable'

/**
 * Two network namespaces and a cable, shaped the same in both directions. They and everything that runs in them are removed
 * when the network is disposed of, or when the process that created it ends in any way.
 * @throws if the user is not allowed to create them, or a program of iproute2 is missing
 */
export async function labNetwork({ sendBuffer, router, ...shape }: LabOptions): Promise<LabNetwork> {
  const fresh = freshNumber()
  const between = router === true ? namespaceName(fresh, 'router') : null
  const behind = (device: string): Device | null => (between === null ? null : { namespace: between, device })
  const server = labHost(namespaceName(fresh, 'server'), '10.0.0.1', behind('to-client'))
  const client = labHost(
    namespaceName(fresh, 'client'),
    between === null ? '10.0.0.2' : '10.0.1.1',
    behind('to-server'),
  )
  const hosts = [server, client]
  const namespaces = [...hosts.map(({ namespace }) => namespace), ...(between === null ? [] : [between])]
  const remove = remover(namespaces)
  try {
    for (const namespace of namespaces) await iproute(`ip netns add ${namespace}`)
    const end = (namespace: string, device = INTERFACE): string =>
      `name ${device} mtu ${MTU} netns ${namespace}`
    if (between !== null) {
      await iproute(`ip link add ${end(server.namespace)} type veth peer ${end(between, 'to-server')}`)
      await iproute(`ip link add ${end(client.namespace)} type veth peer ${end(between, 'to-client')}`)
      await bringUpRouter(between, hosts)
    } else await iproute(`ip link add ${end(server.namespace)} type veth peer ${end(client.namespace)}`)
    for (const host of hosts) {
      await bringUp(host, sendBuffer)
      if (between !== null) await iproute(`ip -n ${host.namespace} route add default via ${gatewayOf(host)}`)
      await host.shape(shape)
    }
  } catch (error) {
    await remove()
    throw error
  }
  return { server, client, [Symbol.asyncDispose]: remove }
}

/** @param behind device whose outgoing traffic is shaped; `null`: the host's own */
function labHost(namespace: string, address: string, behind: Device | null): LabHost {
  const shaped = behind ?? { namespace, device: INTERFACE }
  return {
    namespace,
    address,
    start: (command, words) => start('ip', ['netns', 'exec', namespace, command, ...words]),
    shape: async (shape) => applyShape(namespace, shaped, shape),
    backlog: async () => {
      const listing = await iproute(`tc -n ${shaped.namespace} -json -stats qdisc show dev ${shaped.device}`)
      const disciplines: readonly { readonly backlog: number }[] = JSON.parse(listing)
      return disciplines[0]?.backlog ?? 0
    },
    counters: async () => {
      const listing = await iproute(`ip -n ${namespace} -json -stats link show dev ${INTERFACE}`)
      const [link]: readonly Link[] = JSON.parse(listing)
      if (link === undefined) throw new Error(`No interface in ${namespace}.`)
      const { rx, tx } = link.stats64
      return {
        receivedBytes: rx.bytes,
        receivedPackets: rx.packets,
        sentBytes: tx.bytes,
        sentPackets: tx.packets,
      }
    },
  }
}

/** The used part of the output of `ip -json -stats link`. */
interface Link {
  readonly stats64: Record<'rx' | 'tx', { readonly bytes: number; readonly packets: number }>
}

async function applyShape(host: string, { namespace, device }: Device, shape: RateLimit): Promise<void> {
  await limitSegments({ namespace: host, device: INTERFACE }, shape.rate)
  await limitRate({ namespace, device }, 'root', shape)
}

async function bringUp({ namespace, address }: LabHost, sendBuffer: number | undefined): Promise<void> {
  // Keeps everything but the tests' own traffic off the cable, such as router solicitations.
  if (existsSync('/proc/sys/net/ipv6')) await setInside(namespace, 'ipv6/conf/all/disable_ipv6', '1')
  // Every kernel has this congestion control, which sends more until it loses something or its buffer is full. With one
  // that keeps the queue short, such as bbr, a machine that is busy for a few ms leaves the cable idle.
  await setInside(namespace, 'ipv4/tcp_congestion_control', 'reno')
  if (sendBuffer !== undefined)
    await setInside(namespace, 'ipv4/tcp_wmem', `4096 ${sendBuffer} ${sendBuffer}`)
  await iproute(`ip -n ${namespace} link set lo up`)
  await iproute(`ip -n ${namespace} addr add ${address}/24 dev ${INTERFACE}`)
  await iproute(`ip -n ${namespace} link set ${INTERFACE} up`)
}

/** The router's address in a host's network. */
function gatewayOf({ address }: LabHost): string {
  return address.replace(/\d+$/, '254')
}

async function bringUpRouter(namespace: string, [server, client]: readonly LabHost[]): Promise<void> {
  await setInside(namespace, 'ipv4/ip_forward', '1')
  for (const [device, host] of [
    ['to-server', server],
    ['to-client', client],
  ] as const) {
    if (host === undefined) continue
    await iproute(`ip -n ${namespace} addr add ${gatewayOf(host)}/24 dev ${device}`)
    await iproute(`ip -n ${namespace} link set ${device} up`)
  }
}

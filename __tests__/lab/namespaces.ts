import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'

import { run, start } from '../support/processes.ts'
import type { Running } from '../support/processes.ts'

/** How the outgoing traffic of a host is shaped, by the queueing discipline tbf (man tc-tbf). */
export interface Shape {
  /** Mbit/s of whole frames, as tbf counts them: an IP packet and {@link LINK_HEADER}. */
  readonly rate: number
  /** Bytes that may leave at once after a pause. Default: what the rate lets through in 10 ms. */
  readonly burst?: number
  /** Longest time (ms) that a packet may wait; others are dropped. Default: 50. */
  readonly latency?: number
}

/** Options of a network. */
export interface LabOptions extends Shape {
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
  readonly shape: (shape: Shape) => Promise<void>
  readonly counters: () => Promise<InterfaceCounters>
  /** Bytes of frames in the queue of its shaper. */
  readonly backlog: () => Promise<number>
}

/** Two hosts and a cable between them. */
export interface LabNetwork extends AsyncDisposable {
  readonly server: LabHost
  readonly client: LabHost
}

/** Bytes of the largest IP packet on the cable. */
export const MTU = 1500

/** Bytes of a frame that tbf and the counters see before the IP packet: two Ethernet addresses and a type. */
export const LINK_HEADER = 14

/** The interface of each host. */
export const INTERFACE = 'cable'

/** Number of networks that this process has created; part of their names. */
let made = 0

/**
 * Two network namespaces and a cable, shaped the same in both directions. They and everything that runs in them are removed
 * when the network is disposed of, or when the process that created it ends in any way.
 * @throws if the user is not allowed to create them, or a program of iproute2 is missing
 */
export async function labNetwork({ sendBuffer, router, ...shape }: LabOptions): Promise<LabNetwork> {
  made += 1
  const name = `wyndrvr-${process.pid}-${made}`
  const between = router === true ? `${name}-router` : null
  const behind = (device: string): Device | null => (between === null ? null : { namespace: between, device })
  const server = labHost(`${name}-server`, '10.0.0.1', behind('to-client'))
  const client = labHost(`${name}-client`, between === null ? '10.0.0.2' : '10.0.1.1', behind('to-server'))
  const hosts = [server, client]
  const namespaces = [...hosts.map(({ namespace }) => namespace), ...(between === null ? [] : [between])]
  const remove = remover(namespaces)
  try {
    for (const namespace of namespaces) await must(`ip netns add ${namespace}`)
    const end = (namespace: string, device = INTERFACE): string =>
      `name ${device} mtu ${MTU} netns ${namespace}`
    if (between !== null) {
      await must(`ip link add ${end(server.namespace)} type veth peer ${end(between, 'to-server')}`)
      await must(`ip link add ${end(client.namespace)} type veth peer ${end(between, 'to-client')}`)
      await bringUpRouter(between, hosts)
    } else await must(`ip link add ${end(server.namespace)} type veth peer ${end(client.namespace)}`)
    for (const host of hosts) {
      await bringUp(host, sendBuffer)
      if (between !== null) await must(`ip -n ${host.namespace} route add default via ${gatewayOf(host)}`)
      await host.shape(shape)
    }
  } catch (error) {
    await remove()
    throw error
  }
  return { server, client, [Symbol.asyncDispose]: remove }
}

/** An interface of a namespace. */
interface Device {
  readonly namespace: string
  readonly device: string
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
      const listing = await must(`tc -n ${shaped.namespace} -json -stats qdisc show dev ${shaped.device}`)
      const disciplines: readonly { readonly backlog: number }[] = JSON.parse(listing)
      return disciplines[0]?.backlog ?? 0
    },
    counters: async () => {
      const listing = await must(`ip -n ${namespace} -json -stats link show dev ${INTERFACE}`)
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

async function applyShape(
  host: string,
  { namespace, device }: Device,
  { rate, burst, latency = 50 }: Shape,
): Promise<void> {
  const bytesInMs = (rate * 1e6) / 8 / 1000
  const frame = MTU + LINK_HEADER
  // The kernel handles many segments of a connection as one packet of up to 64 KB, and tbf splits only packets larger than
  // its burst. At 10 Mbit/s, an unsplit packet is a lump of 52 ms, and a split one loses what does not fit into the queue. A
  // real cable does neither, so packets are limited to 1 ms.
  const segments = Math.max(1, Math.floor(bytesInMs / frame))
  await must(`ip -n ${host} link set ${INTERFACE} gso_max_segs ${segments}`)
  // A frame that is larger than the burst would never leave.
  const bytes = burst ?? Math.max(bytesInMs * 10, 2 * frame)
  const limits = `rate ${rate}mbit burst ${bytes}b latency ${latency}ms`
  await must(`tc -n ${namespace} qdisc replace dev ${device} root tbf ${limits}`)
}

async function bringUp({ namespace, address }: LabHost, sendBuffer: number | undefined): Promise<void> {
  // Keeps everything but the tests' own traffic off the cable, such as router solicitations.
  if (existsSync('/proc/sys/net/ipv6')) await set(namespace, 'ipv6/conf/all/disable_ipv6', '1')
  // Every kernel has this congestion control, which sends more until it loses something or its buffer is full. With one
  // that keeps the queue short, such as bbr, a machine that is busy for a few ms leaves the cable idle.
  await set(namespace, 'ipv4/tcp_congestion_control', 'reno')
  if (sendBuffer !== undefined) await set(namespace, 'ipv4/tcp_wmem', `4096 ${sendBuffer} ${sendBuffer}`)
  await must(`ip -n ${namespace} link set lo up`)
  await must(`ip -n ${namespace} addr add ${address}/24 dev ${INTERFACE}`)
  await must(`ip -n ${namespace} link set ${INTERFACE} up`)
}

/** The router's address in a host's network. */
function gatewayOf({ address }: LabHost): string {
  return address.replace(/\d+$/, '254')
}

async function bringUpRouter(namespace: string, [server, client]: readonly LabHost[]): Promise<void> {
  await set(namespace, 'ipv4/ip_forward', '1')
  for (const [device, host] of [
    ['to-server', server],
    ['to-client', client],
  ] as const) {
    if (host === undefined) continue
    await must(`ip -n ${namespace} addr add ${gatewayOf(host)}/24 dev ${device}`)
    await must(`ip -n ${namespace} link set ${device} up`)
  }
}

/** Changes a setting of the namespace's own network. */
async function set(namespace: string, name: string, value: string): Promise<void> {
  await must(`ip netns exec ${namespace} sh -c`, `echo '${value}' >/proc/sys/net/${name}`)
}

/**
 * Starts the process that removes namespaces and everything in them when its standard input closes, by the returned
 * function or by the end of this process. It is detached, so that Ctrl-C ends the tests but not the process.
 */
function remover(namespaces: readonly string[]): () => Promise<void> {
  const script = `
    read -r end
    for name; do
      for pid in $(ip netns pids "$name"); do kill -KILL "$pid"; done
      ip netns delete "$name"
    done`
  const child = spawn('sh', ['-c', script, 'sh', ...namespaces], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  const ended = once(child, 'close')
  return async () => {
    child.stdin.end()
    await ended
  }
}

/** Runs a program and returns its output. The words of the line are separated by spaces; the others may contain some. */
async function must(line: string, ...others: readonly string[]): Promise<string> {
  const [command = '', ...words] = line.split(' ')
  const { code, stdout, stderr } = await run(command, [...words, ...others])
  if (code !== 0) throw new Error(`${line}: ${stderr.trim() || `exit code ${code}`}`)
  return stdout
}

import { isIP, Socket } from 'node:net'
import { networkInterfaces, platform } from 'node:os'

import { checkOneOf, checkWhole, MOST_PORT, usageError, valueError } from '../../check.ts'
import type { OptionNames } from '../../check.ts'
import { systemCodeOf } from '../../errors.ts'
import type { DialFrom } from '../../host/dial.ts'
import { printableLine } from '../../printable.ts'
import type { LocalSockets } from '../../results/types.ts'
import { closeUdp, openUdp } from '../../transfer/udp-socket.ts'
import { bytes } from '../../units.ts'
import type { Size } from '../../units.ts'
import { codePointOf } from './dscp.ts'

/** How a client opens its sockets. */
export interface LocalOptions {
  /** Local address of all sockets, or the interface that has it. Default: the system chooses. */
  readonly bind?: string | undefined
  /** The only version of IP to use, 4 or 6. Default: both. */
  readonly family?: 4 | 6 | undefined
  /**
   * Local port of the connection and of UDP flows, 1 to 65275. Further connections, such as streams, use the following ports.
   * Loaded latency and the connect rate need more. Default: the system chooses.
   */
  readonly sourcePort?: number | undefined
  /** DSCP (RFC 2474) of the TCP packets that this client sends: 0 to 63, or a name such as `'ef'`. Needs Node 24.15, and not Windows. */
  readonly dscp?: number | string | undefined
  /** Size of this client's UDP socket buffers in bytes, 4 KiB to 1 GiB; over TCP the kernel decides. Default: up to 4 MiB. */
  readonly window?: Size | undefined
}

/** The names of the options. */
export const LOCAL_OPTIONS: OptionNames<LocalOptions> = {
  bind: true,
  family: true,
  sourcePort: true,
  dscp: true,
  window: true,
}

/** How a client opens its sockets, checked. It can be sent to a thread. */
export interface LocalEnd extends DialFrom {
  /** Bytes of each buffer of a UDP socket; `null`: as many as the kernel grants, up to 4 MiB. */
  readonly window: number | null
}

/** Source ports that follow the first one: 128 streams in each direction, and a few for connections that are made again. */
export const FURTHER_PORTS = 260

/**
 * Checks the options without opening a socket.
 * @param here whether this process opens the sockets; only then it knows the interfaces, and what Node can set
 * @returns `undefined` if no option is given
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` for a value out of range, or that Node cannot set
 */
export function planLocal(
  { bind, family, sourcePort, dscp, window }: LocalOptions,
  here = true,
): LocalEnd | undefined {
  if ([bind, family, sourcePort, dscp, window].every((given) => given === undefined)) return undefined
  if (dscp !== undefined && window !== undefined) throw usageError(NOT_BOTH)
  const version = family === undefined ? null : VERSIONS[checkOneOf('family', String(family), ['4', '6'])]
  return {
    family: version,
    addresses: bind === undefined || !here ? null : addressesOf(bind, version),
    port:
      sourcePort === undefined ? null : checkWhole('sourcePort', sourcePort, 1, MOST_PORT - FURTHER_PORTS),
    // The lowest two bits of the byte are for ECN.
    typeOfService: dscp === undefined ? null : (here ? settable(codePointOf(dscp)) : codePointOf(dscp)) * 4,
    window: window === undefined ? null : checkWhole('window', bytes(window), 4096, 2 ** 30),
  }
}

const NOT_BOTH =
  'dscp marks TCP packets only and window sets the socket buffers of UDP only, so no measurement can have both. Leave one of them out.'

const VERSIONS = { 4: 4, 6: 6 } as const

/** The options as a document has them. */
export function localSockets({ bind, family, sourcePort, dscp, window }: LocalOptions): LocalSockets {
  return {
    ...(bind === undefined ? {} : { bind }),
    ...(family === undefined ? {} : { family }),
    ...(sourcePort === undefined ? {} : { sourcePort }),
    ...(dscp === undefined ? {} : { dscp: codePointOf(dscp) }),
    ...(window === undefined ? {} : { window: bytes(window) }),
  }
}

/**
 * Tries what only the kernel knows: whether this machine has the addresses, and grants the buffers.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` if not
 */
export async function tryLocal({ addresses, window }: LocalEnd): Promise<void> {
  for (const address of addresses ?? []) {
    try {
      closeUdp(await openUdp({ address, port: 0 }))
    } catch (error) {
      const why = systemCodeOf(error) ?? 'it failed'
      throw usageError(
        `bind: no socket can be opened at ${address} (${why}). Name an address or an interface of this machine: ${interfaceNames()}.`,
      )
    }
  }
  if (window !== null) await tryWindow(window)
}

/** The local end of another connection of the same client, with one of the following source ports. */
export function shifted(local: LocalEnd | undefined, by: number): LocalEnd | undefined {
  return local === undefined || local.port === null ? local : { ...local, port: local.port + by }
}

/**
 * Refuses a local end that a measurement cannot have.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE`
 */
export function checkOver(local: LocalEnd | undefined, over: 'tcp' | 'udp'): void {
  if (over === 'tcp' && local?.window != null) throw usageError(TCP_WINDOW)
  if (over === 'udp' && local?.typeOfService != null) throw usageError(UDP_DSCP)
}

/**
 * Refuses the buffers of UDP sockets for a client that can have none.
 * @param why it has no UDP; `null` if it may have
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE`
 */
export function checkWindow(local: LocalEnd | undefined, why: string | null): void {
  if (local?.window == null || why === null) return
  throw usageError(`window sets the socket buffers of UDP only, and ${why}. Leave window out.`)
}

/** Why `window` does not apply to TCP. */
export const TCP_WINDOW =
  "window sets the socket buffers of UDP only, because Node cannot set those of TCP. Leave it out, and set the kernel's with 'sysctl -w net.ipv4.tcp_rmem=… net.ipv4.tcp_wmem=…'."

/** Why `dscp` does not apply to UDP. */
export const UDP_DSCP =
  "dscp marks TCP packets only, because Node cannot mark datagrams. Leave it out, and mark them in the firewall: 'iptables -t mangle -A OUTPUT -p udp … -j DSCP --set-dscp …'."

/** Refuses a measurement that opens more connections than a source port allows. */
export function checkManyPorts(local: LocalEnd | undefined, what: string): void {
  if (local === undefined || local.port === null) return
  throw usageError(`${what} opens many connections, which need ports of their own. Leave sourcePort out.`)
}

/**
 * Refuses options that other tools have and that Node cannot set, with the way that works.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE`
 */
export function refuseUnsettable(given: object): void {
  for (const [name, way] of Object.entries(UNSETTABLE)) {
    const value: unknown = Reflect.get(given, name)
    if (value === undefined) continue
    const shown = printableLine(typeof value === 'string' ? value : JSON.stringify(value)).slice(0, 100)
    throw usageError(
      `${name} ${shown} cannot be set by a program on Node. Leave ${name} out, and set it with ${way}.`,
    )
  }
}

const UNSETTABLE: Readonly<Record<string, string>> = {
  mss: "'ip route change … advmss …', or with a smaller MTU of the interface",
  congestion:
    "'sysctl -w net.ipv4.tcp_congestion_control=…' or 'ip route change … congctl …' at the end that sends; the result document says which one was used",
}

/** One address of an interface for each version of IP, or the address itself. */
function addressesOf(bind: string, version: 4 | 6 | null): readonly string[] {
  const own = Object.entries(networkInterfaces()).find(([name]) => name === bind)?.[1]
  const all = own === undefined ? [bind] : usableOf(bind, own)
  if (own === undefined && isIP(bind) === 0) {
    throw valueError(`bind must be an address or an interface of this machine (${interfaceNames()})`, bind)
  }
  const found = all.filter((address) => version === null || isIP(address) === version)
  if (found.length > 0) return found
  throw usageError(
    `bind: ${bind} has no IPv${version ?? ''} address. Choose another, or the other version of IP.`,
  )
}

function usableOf(
  name: string,
  own: readonly { readonly address: string; readonly scopeid?: number }[],
): string[] {
  const [v4, v6] = [4, 6].map((version) => own.filter(({ address }) => isIP(address) === version))
  // A link-local address leads only to neighbors, and needs its zone.
  const global = v6?.find(({ scopeid = 0 }) => scopeid === 0)?.address
  const local = v6?.[0] === undefined ? undefined : `${v6[0].address}%${name}`
  return [v4?.[0]?.address, global ?? local].filter((address) => address !== undefined)
}

function interfaceNames(): string {
  return printableLine(Object.keys(networkInterfaces()).join(', ')).slice(0, 200)
}

/** The code point, if this process can mark packets with it. */
function settable(codePoint: number): number {
  const obstacle = dscpObstacle(platform(), 'setTypeOfService' in Socket.prototype, codePoint)
  if (obstacle === null) return codePoint
  throw usageError(obstacle)
}

/**
 * Why a client cannot mark its packets, and what to do instead; `null` if it can.
 * @param canSet whether this Node has the method
 */
export function dscpObstacle(system: NodeJS.Platform, canSet: boolean, codePoint: number): string | null {
  // Node ignores the error with which Windows refuses it.
  if (system === 'win32') {
    return `dscp cannot be set on Windows, which ignores it. Leave dscp out, and mark the packets by a policy: 'New-NetQosPolicy -Name wyndrvr -IPDstPortMatchCondition … -DSCPAction ${codePoint}'.`
  }
  if (canSet) return null
  return `dscp needs Node 24.15 or newer, and this is ${process.versions.node}. Update Node, or mark the packets in the firewall: 'iptables -t mangle -A OUTPUT -p tcp … -j DSCP --set-dscp ${codePoint}'.`
}

async function tryWindow(window: number): Promise<void> {
  const socket = await openUdp({ address: '127.0.0.1', port: 0 }, { buffer: window })
  // Linux counts its own bookkeeping too, and reports twice what was asked for.
  const granted = Math.min(socket.getRecvBufferSize(), socket.getSendBufferSize())
  closeUdp(socket)
  const usable = platform() === 'linux' ? granted / 2 : granted
  if (usable >= window) return
  throw usageError(
    `window: this machine grants a UDP socket ${usable} of the ${window} bytes. Choose a smaller window, or raise net.core.rmem_max and net.core.wmem_max.`,
  )
}

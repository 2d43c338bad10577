import type { TcpCounts } from '../protocol/native.ts'

/** The local and the remote end of a TCP connection. */
export interface TcpConnection {
  readonly localAddress: string
  readonly localPort: number
  readonly remoteAddress: string
  readonly remotePort: number
}

/**
 * The filter with which `ss -tinH` of iproute2 prints the kernel's tcp_info of these connections, and only of their local ends
 * if both are on this machine.
 */
export function ssFilter(connections: readonly TcpConnection[]): string {
  const filters = connections.map(
    ({ localAddress, localPort, remoteAddress, remotePort }) =>
      `( src ${endpoint(localAddress, localPort)} dst ${endpoint(remoteAddress, remotePort)} )`,
  )
  return filters.join(' or ')
}

/** What the output of ss says about each connection; `null` if nothing. */
export function countsIn(output: string): (connection: TcpConnection) => TcpCounts | null {
  const entries = new Map<string, readonly string[]>()
  // The facts about a connection are on a separate line, which begins with a tab.
  for (const entry of output.replaceAll('\n\t', ' ').split('\n')) {
    const [, , , from = '', to = '', ...facts] = entry.trim().split(/\s+/)
    entries.set(`${plain(from)} ${plain(to)}`, facts)
  }
  return ({ localAddress, localPort, remoteAddress, remotePort }) => {
    const facts = entries.get(`${endpoint(localAddress, localPort)} ${endpoint(remoteAddress, remotePort)}`)
    return facts === undefined ? null : readFacts(facts)
  }
}

/** `address:port`, with an IPv6 address in brackets and an IPv4-mapped one as IPv4. */
function endpoint(address: string, port: number): string {
  return plain(address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`)
}

/** An endpoint without the interface that ss may append, and without IPv4 mapping. */
function plain(text: string): string {
  return text.replace(/%[^:\]]*/, '').replace(/^\[::ffff:(\d+\.\d+\.\d+\.\d+)\]/, '$1')
}

/** Flags that may precede the name of the congestion control. */
const FLAGS = new Set(['ts', 'usec_ts', 'sack', 'ecn', 'ecnseen', 'fastopen'])

/**
 * The facts about one connection. ss omits counts and times that are 0: a missing count is 0 if ss prints tcp_info, and a
 * missing part of the busy time is 0 if ss prints the busy time.
 */
function readFacts(facts: readonly string[]): TcpCounts | null {
  const value = (key: string): string | undefined =>
    facts.find((fact) => fact.startsWith(`${key}:`))?.slice(key.length + 1)
  const mss = number(value('mss'))
  if (mss === null) return null
  const [rtt, rttVariation] = (value('rtt') ?? '').split('/')
  const busy = seconds(value('busy'))
  const part = (key: string): number | null => (busy === null ? null : (seconds(value(key)) ?? 0))
  const name = facts.slice(
    0,
    facts.findIndex((fact) => fact.includes(':')),
  )
  return {
    congestion: name.findLast((word) => !FLAGS.has(word)) ?? null,
    retransmits: number((value('retrans') ?? '0/0').split('/')[1]),
    rtt: number(rtt),
    rttVariation: number(rttVariation),
    minRtt: number(value('minrtt')),
    cwnd: number(value('cwnd')),
    mss,
    deliveryRate: bitsPerSecond(facts[facts.indexOf('delivery_rate') + 1]),
    busy,
    rwndLimited: part('rwnd_limited'),
    sndbufLimited: part('sndbuf_limited'),
  }
}

function number(text: string | undefined): number | null {
  return text !== undefined && /^\d+(\.\d+)?$/.test(text) ? Number(text) : null
}

/** `28ms`, and `28ms(100.0%)`. */
function seconds(text: string | undefined): number | null {
  const milliseconds = number(/^([\d.]+)ms/.exec(text ?? '')?.[1])
  return milliseconds === null ? null : milliseconds / 1000
}

/** `46417224bps`, or `46.4Mbps` from older releases. */
function bitsPerSecond(text: string | undefined): number | null {
  const [, figure, unit = ''] = /^([\d.]+)([KM]?)bps$/.exec(text ?? '') ?? []
  const rate = number(figure)
  return rate === null ? null : rate * (unit === 'M' ? 1e6 : unit === 'K' ? 1e3 : 1)
}

import { BlockList, isIP, isIPv6 } from 'node:net'

import { formatHostPort } from '../address.ts'
import { printableLine } from '../printable.ts'
import { usageError } from '../check.ts'
import { checkToken } from '../protocol/token.ts'
import { plainAddress } from '../transfer/udp-socket.ts'
import type { Address } from './listen.ts'

/** Who may measure with a server. */
export interface AccessOptions {
  /**
   * A secret that clients must know, 16 to 1024 characters. It is never sent. Default: none, and everybody may measure who
   * can reach the server.
   */
  readonly token?: string
  /** Whether clients may measure without the token in the dialects that have none: seed and iperf3. Default false. */
  readonly allowSeed?: boolean
  /** The only addresses and networks from which clients may connect, such as `'192.0.2.0/24'`. Default: all. */
  readonly allow?: readonly string[]
  /** Addresses and networks from which clients may not connect, even if `allow` has them. Default: none. */
  readonly deny?: readonly string[]
}

/** Who may measure, as workers get it. */
export interface Access {
  readonly token: string | null
  readonly allowSeed: boolean
  readonly allow: readonly string[]
  readonly deny: readonly string[]
}

/** Everybody may measure. */
export const OPEN_ACCESS: Access = { token: null, allowSeed: true, allow: [], deny: [] }

/**
 * Checks who may measure.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE`
 */
export function planAccess({ token, allowSeed = false, allow = [], deny = [] }: AccessOptions): Access {
  for (const network of [...allow, ...deny]) checkNetwork(network)
  if (token === undefined) return { ...OPEN_ACCESS, allow, deny }
  return { token: checkToken(token), allowSeed, allow, deny }
}

/** Whether clients of the dialects that cannot prove a token may measure. */
export function servesWithoutToken({ token, allowSeed }: Pick<Access, 'token' | 'allowSeed'>): boolean {
  return token === null || allowSeed
}

/**
 * Returns the text of an address or a network in CIDR notation.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE`
 */
export function checkNetwork(text: unknown): string {
  if (typeof text === 'string' && parseNetwork(text) !== null) return text
  const shown = printableLine(String(text)).slice(0, 100)
  throw usageError(
    `'${shown}' is not an address or a network. Write one as 192.0.2.7, 192.0.2.0/24 or 2001:db8::/32.`,
  )
}

/** Decides by its address who may connect. */
export class Gate {
  readonly #allowed: BlockList | null
  readonly #denied: BlockList | null

  constructor({ allow, deny }: Access) {
    this.#allowed = allow.length === 0 ? null : listOf(allow)
    this.#denied = deny.length === 0 ? null : listOf(deny)
  }

  /** @param given a client's address; empty if it has already left */
  admits(given: string): boolean {
    if (this.#allowed === null && this.#denied === null) return given !== ''
    const address = plainAddress(given).replace(/%.*$/, '')
    if (isIP(address) === 0) return false
    const family = isIPv6(address) ? 'ipv6' : 'ipv4'
    return !this.#denied?.check(address, family) && (this.#allowed?.check(address, family) ?? true)
  }
}

/**
 * What to warn of when a server listens where others can reach it; `null` if only some can, or none without the token.
 * @param advice a sentence about what to do
 */
export function exposure(
  { host, port }: Address,
  { token, allowSeed = false, allow = [] }: AccessOptions,
  advice = adviceFor(token === undefined ? 'Set WYNDRVR_TOKEN' : 'Leave out --allow-seed'),
): string | null {
  const isProved = token !== undefined && !allowSeed
  if (isProved || allow.length > 0 || LOOPBACK.check(host, isIPv6(host) ? 'ipv6' : 'ipv4')) return null
  const where = formatHostPort({ host, port })
  return `Whoever can reach ${where} can use this machine's bandwidth and CPU. ${advice}`
}

function adviceFor(first: string): string {
  return `${first}, name the clients with --allow, or listen with --host 127.0.0.1.`
}

const LOOPBACK = listOf(['127.0.0.0/8', '::1'])

function listOf(networks: readonly string[]): BlockList {
  const list = new BlockList()
  for (const text of networks) {
    const network = parseNetwork(text)
    if (network === null) continue
    const { address, prefix, family } = network
    list.addSubnet(address, prefix, family)
  }
  return list
}

interface Network {
  readonly address: string
  readonly prefix: number
  readonly family: 'ipv4' | 'ipv6'
}

function parseNetwork(text: string): Network | null {
  const [address = '', bits, ...others] = text.split('/')
  const version = isIP(address)
  if (version === 0 || address.includes('%') || others.length > 0) return null
  const most = version === 4 ? 32 : 128
  const prefix = bits === undefined ? most : /^\d{1,3}$/.test(bits) ? Number(bits) : Number.NaN
  return prefix <= most ? { address, prefix, family: version === 4 ? 'ipv4' : 'ipv6' } : null
}

import { createHmac } from 'node:crypto'
import { isIPv6 } from 'node:net'

import { plainAddress } from '../transfer/udp-socket.ts'
import type { Caps } from './caps.ts'

/** Numbers in a table: the first is the total, the others are those of addresses, which share one if their hashes are equal. */
const SIZE = 2 ** 16

/** Addresses whose place a worker remembers: a hash for each connection of a client shows in its connect rate. */
const REMEMBERED = 1024

/** The tables of all workers, in memory that their threads share. */
export function countTables(workers: number): Int32Array<SharedArrayBuffer> {
  return new Int32Array(new SharedArrayBuffer(workers * SIZE * Int32Array.BYTES_PER_ELEMENT))
}

/** Sets the counts of a worker to zero: it has ended, and its connections with it. */
export function forgetCounts(tables: Int32Array<SharedArrayBuffer>, worker: number): void {
  tables.fill(0, worker * SIZE, (worker + 1) * SIZE)
}

/** What there are too many of. */
export type Excess = 'connections' | 'address'

/**
 * Counts the connections of all workers and of each address. Each worker writes its own table, so that the connections of one
 * that dies can be forgotten, and reads all of them.
 */
export class ConnectionCounts {
  readonly #tables: Int32Array<SharedArrayBuffer>
  readonly #worker: number
  readonly #caps: Pick<Caps, 'connections' | 'perAddress'>
  readonly #secret: string
  readonly #places = new Map<string, number>()

  /** @param secret that clients do not know, so that none can choose an address that shares the number of another */
  constructor(
    tables: Int32Array<SharedArrayBuffer>,
    worker: number,
    caps: Pick<Caps, 'connections' | 'perAddress'>,
    secret: string,
  ) {
    this.#tables = tables
    this.#worker = worker
    this.#caps = caps
    this.#secret = secret
  }

  /** Counts a connection, unless there are too many already. */
  add(address: string): Excess | null {
    const place = this.#placeOf(address)
    if (this.#change(0, 1) > this.#caps.connections) {
      this.#change(0, -1)
      return 'connections'
    }
    if (this.#change(place, 1) > this.#caps.perAddress) {
      this.remove(address)
      return 'address'
    }
    return null
  }

  /** A connection that was counted has ended. */
  remove(address: string): void {
    this.#change(this.#placeOf(address), -1)
    this.#change(0, -1)
  }

  /** @returns the sum over all workers afterwards */
  #change(place: number, by: 1 | -1): number {
    Atomics.add(this.#tables, this.#worker * SIZE + place, by)
    let sum = 0
    for (let at = place; at < this.#tables.length; at += SIZE) sum += Atomics.load(this.#tables, at)
    return sum
  }

  #placeOf(address: string): number {
    const known = this.#places.get(address)
    if (known !== undefined) return known
    const place = this.#hash(address)
    const [oldest] = this.#places.keys()
    if (oldest !== undefined && this.#places.size >= REMEMBERED) this.#places.delete(oldest)
    this.#places.set(address, place)
    return place
  }

  #hash(address: string): number {
    const digest = createHmac('sha256', this.#secret).update(originOf(address)).digest()
    return 1 + (digest.readUInt32BE() % (SIZE - 1))
  }
}

/** Who connects: an IPv4 address, or the network of an IPv6 address, in which a host can have as many as it likes. */
export function originOf(address: string): string {
  const plain = plainAddress(address).replace(/%.*$/, '')
  if (!isIPv6(plain)) return plain
  const [before = '', after] = plain.split('::')
  const groups = (part: string): string[] => part.split(':').filter((group) => group !== '')
  const [first, last] = [groups(before), groups(after ?? '')]
  const zeros = Array.from({ length: Math.max(0, 8 - first.length - last.length) }, () => '0')
  return [...first, ...zeros, ...last].slice(0, 4).join(':')
}

import type { PathMtu } from '../../results/types.ts'

/** The way that is searched. Sizes are those of whole IP packets, in bytes. */
export interface SearchedPath {
  /** Smallest size that can be tried. */
  readonly least: number
  /** Largest size that a datagram can have. */
  readonly most: number
  /** MTU of this host's own interface. */
  readonly device: number
  /** Whether a packet of this size, and its answer, pass. */
  readonly passes: (size: number) => Promise<boolean>
  /** The largest size that the kernel sends unfragmented, by what routers have reported so far. */
  readonly known: () => Promise<number>
}

/**
 * Searches for the largest packet that passes unfragmented: first as large as the kernel allows, then as large as a router reports,
 * and if larger ones vanish without a report (RFC 4821), by halving.
 * @returns without `payload`, which depends on the headers; `null` if not even the smallest passes
 */
export async function searchMtu(path: SearchedPath): Promise<Omit<PathMtu, 'payload'> | null> {
  let size = Math.min(path.most, await path.known())
  // Every report lowers the size, so this ends.
  while (size >= path.least) {
    const passed = await path.passes(size)
    const known = await path.known()
    // The kernel may have learned of a smaller MTU meanwhile, and have fragmented the next packet.
    if (passed && known >= size) {
      const limit = size < path.device ? (size === path.most ? 'datagram' : 'reported') : 'host'
      return { mtu: size, limit }
    }
    if (known >= size) break
    size = known
  }
  const mtu = await halved(path, size)
  return mtu === null ? null : { mtu, limit: 'silence' }
}

/** @param tooLarge a size that does not pass */
async function halved({ least, passes, known }: SearchedPath, tooLarge: number): Promise<number | null> {
  let [low, high] = [least - 1, tooLarge]
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if ((await passes(middle)) && (await known()) >= middle) low = middle
    else high = middle
  }
  return low < least ? null : low
}

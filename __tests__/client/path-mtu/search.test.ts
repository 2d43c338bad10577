import { describe, expect, test } from 'vitest'

import { searchMtu } from '../../../src/client/path-mtu/search.ts'

/** A path: the MTU of its narrowest link, and whether the router before it reports what it drops. */
interface Path {
  readonly device: number
  readonly narrowest: number
  readonly reports: boolean
}

/** Searches the path, and lists the sizes that were tried. */
async function searched({ device, narrowest, reports }: Path, most = 65_535) {
  const tried: number[] = []
  let known = device
  const found = await searchMtu({
    least: 46,
    most,
    device,
    passes: async (size) => {
      tried.push(size)
      if (size > narrowest && reports && size <= known) known = narrowest
      // After a report, the kernel fragments what is larger, and it arrives.
      return size <= narrowest || size > known || (reports && known < size)
    },
    known: async () => known,
  })
  return { found, tried }
}

describe('the search for the path MTU', () => {
  test('ends at once if this host is the narrowest', async () => {
    const { found, tried } = await searched({ device: 1500, narrowest: 9000, reports: true })
    expect(found).toEqual({ mtu: 1500, limit: 'host' })
    expect(tried).toEqual([1500])
  })

  test('takes what a router reports, although the kernel then fragments larger ones', async () => {
    const { found, tried } = await searched({ device: 1500, narrowest: 1280, reports: true })
    expect(found).toEqual({ mtu: 1280, limit: 'reported' })
    expect(tried).toEqual([1500, 1280])
  })

  test('ends at the largest datagram', async () => {
    const { found } = await searched({ device: 65_536, narrowest: 65_536, reports: true }, 65_535)
    expect(found).toEqual({ mtu: 65_535, limit: 'datagram' })
  })

  test.each([46, 47, 576, 1372, 1400, 1499])(
    'finds %d by halving if larger ones vanish',
    async (narrowest) => {
      const { found, tried } = await searched({ device: 1500, narrowest, reports: false })
      expect(found).toEqual({ mtu: narrowest, limit: 'silence' })
      expect(tried.length).toBeLessThanOrEqual(13)
    },
  )

  test('says so if nothing passes', async () => {
    expect((await searched({ device: 1500, narrowest: 0, reports: false })).found).toBeNull()
  })
})

import { expect, test } from 'vitest'

import { connect } from '../../src/index.ts'
import type { Traffic } from '../../src/index.ts'
import { describeFresh } from '../support/describe-modes.ts'

describeFresh('onTraffic', (start) => {
  test('tells what each client does, and the tests that have ended', async () => {
    const heard = new Heard()
    await using server = await start({ onTraffic: heard.take })
    await using client = await connect(server.address)
    const measuring = client.download({ duration: '3s', streams: 2, rate: '80Mbit/s' })
    const running = await heard.first(({ connections }) =>
      connections.some(({ test: name, download }) => name === 'download' && download > 1),
    )
    expect(new Set(running.connections.map(({ address }) => address))).toEqual(new Set(['127.0.0.1']))
    expect(new Set(running.connections.map(({ session }) => session)).size).toBe(1)
    const { bytes } = await measuring
    const done: Traffic['ended'][number][] = []
    await heard.first(({ ended }) => {
      done.push(...ended.filter(({ test: name }) => name === 'download'))
      return done.length === 2
    })
    expect(done.reduce((sum, { sent }) => sum + sent, 0)).toBeGreaterThanOrEqual(bytes)
    for (const { seconds, received } of done) {
      expect(seconds).toBeGreaterThan(2.9)
      expect(received).toBeLessThan(1000)
    }
    await client.close()
    await heard.first(({ connections }) => connections.length === 0)
  })

  test('tells of a transfer in the seed dialect', async () => {
    const heard = new Heard()
    await using server = await start({ onTraffic: heard.take })
    await using other = await connect({ ...server.address, dialect: 'seed' })
    await other.upload({ size: '1MB' })
    const { ended } = await heard.first((traffic) => traffic.ended.length > 0)
    expect(ended).toMatchObject([{ session: null, address: '127.0.0.1', test: 'upload' }])
    expect(ended[0]?.received).toBeGreaterThanOrEqual(1_000_000)
  })
})

/** Reports of a server, as they come. */
class Heard {
  readonly #reports: Traffic[] = []
  #look: () => void = () => undefined

  readonly take = (traffic: Traffic): void => {
    this.#reports.push(traffic)
    this.#look()
  }

  /** Resolves with the first report, from now on or before, that no other look has passed and that matches. */
  async first(matches: (traffic: Traffic) => boolean): Promise<Traffic> {
    return new Promise((resolve) => {
      this.#look = () => {
        for (let next = this.#reports.shift(); next !== undefined; next = this.#reports.shift()) {
          if (!matches(next)) continue
          this.#look = () => undefined
          return resolve(next)
        }
      }
      this.#look()
    })
  }
}

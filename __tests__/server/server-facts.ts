import { expect } from 'vitest'

/** CPU time of a server's process, as it reports it after an exchange. */
export const CPU = { user: expect.any(Number), system: expect.any(Number) }

/** What a server saw of itself during an exchange. */
export const END = {
  loopDelay: expect.any(Number),
  threadShare: expect.anything(),
  cpuTime: expect.any(Number),
  maxRss: expect.any(Number),
  otherSessions: 0,
  // Our tests may overlap, so that waits for a CPU are not reported.
  waitShare: null,
}

import { afterAll, beforeAll, describe } from 'vitest'

import { DEFAULT_LIMITS } from '../../src/server/limits.ts'
import type { Limits } from '../../src/server/limits.ts'
import type { Address } from '../../src/server/listen.ts'
import { MODES } from '../../src/server/mode.ts'
import type { Mode } from '../../src/server/mode.ts'
import { startServerWith } from '../../src/server/start-server.ts'
import type { Server, ServerOptions } from '../../src/server/start-server.ts'

/**
 * Starts a server for one test: in the mode of its block, on a free port of 127.0.0.1, with two workers unless the options
 * say otherwise. `await using` closes it with the test.
 */
export type StartFresh = (options?: ServerOptions, limits?: Partial<Limits>) => Promise<Server>

/** The server that the tests of a block share. It runs while they run, not yet while they are declared. */
export interface SharedServer {
  readonly mode: Mode
  readonly address: Address
  /** Ids of its worker threads or processes. */
  readonly workers: readonly number[]
  /** Starts another server in this mode, for a test that would disturb the others. */
  readonly startFresh: StartFresh
}

/**
 * Describes the same tests against a server in every mode: thread, process and sequential.
 * @param name what is described; the mode is added
 * @param describeTests declares the tests, which reach the server by its `address`
 * @param options what else than the defaults the server has; two workers unless stated
 * @param limits of the server, if not the defaults
 */
export function describeModes(
  name: string,
  describeTests: (server: SharedServer) => void,
  options: Omit<ServerOptions, 'mode'> = {},
  limits: Partial<Limits> = {},
): void {
  describeFresh(name, (startFresh, mode) => {
    let running: Server | null = null
    const server = (): Server => {
      if (running === null) throw new Error('The server runs only while the tests run: use it inside of one.')
      return running
    }

    beforeAll(async () => {
      running = await startFresh(options, limits)
    })

    afterAll(async () => running?.close())

    describeTests({
      mode,
      get address() {
        return server().address
      },
      get workers() {
        return server().workers
      },
      startFresh,
    })
  })
}

/**
 * Describes the same tests in every mode, without a shared server: each test starts its own.
 * @param name what is described; the mode is added
 * @param describeTests declares the tests; `start` starts a server in their mode
 * @param how whether the tests run concurrently (default: one after another)
 */
export function describeFresh(
  name: string,
  describeTests: (start: StartFresh, mode: Mode) => void,
  how: { readonly concurrent?: boolean } = {},
): void {
  describe.each(MODES)(`${name}, in %s mode`, how, (mode) => {
    describeTests(startIn(mode), mode)
  })
}

function startIn(mode: Mode): StartFresh {
  return async (options = {}, limits = {}) =>
    startServerWith(
      { host: '127.0.0.1', port: 0, workers: 2, mode, ...options },
      { ...DEFAULT_LIMITS, ...limits },
    )
}

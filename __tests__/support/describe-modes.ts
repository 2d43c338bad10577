import { afterAll, beforeAll, describe } from 'vitest'

import type { Address } from '../../src/server/listen.ts'
import { MODES } from '../../src/server/mode.ts'
import type { Mode } from '../../src/server/mode.ts'
import { startServer } from '../../src/server/start-server.ts'
import type { Server, ServerOptions } from '../../src/server/start-server.ts'

/** The server that the tests of a block share. It runs while they run, not yet while they are declared. */
export interface SharedServer {
  readonly mode: Mode
  readonly address: Address
  /** Ids of its worker threads or processes. */
  readonly workers: readonly number[]
}

/**
 * Describes the same tests against a server in every mode: thread, process and sequential.
 * @param name what is described; the mode is added
 * @param describeTests declares the tests, which reach the server by its `address`
 * @param options what else than the defaults the server has; two workers unless stated
 */
export function describeModes(
  name: string,
  describeTests: (server: SharedServer) => void,
  options: Omit<ServerOptions, 'mode'> = {},
): void {
  describe.each(MODES)(`${name}, in %s mode`, (mode) => {
    let running: Server | null = null
    const server = (): Server => {
      if (running === null) throw new Error('The server runs only while the tests run: use it inside of one.')
      return running
    }

    beforeAll(async () => {
      running = await startServer({ host: '127.0.0.1', port: 0, workers: 2, ...options, mode })
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
    })
  })
}

import { fileURLToPath } from 'node:url'

import { portOf, wyndrvr } from '../support/programs/bins.ts'
import { labNetwork } from './namespaces.ts'
import type { LabHost } from './namespaces.ts'

/** A server behind a shaped cable, and two paths to it: direct, and through a tunnel that takes part of the cable's rate. */
export interface CostlyPath extends AsyncDisposable {
  /** The host from which both paths start. */
  readonly client: LabHost
  /** Both are `host:port`. */
  readonly direct: string
  readonly tunnel: string
}

const PROXY = fileURLToPath(new URL('./costly-proxy.ts', import.meta.url))

/**
 * Burst of the shaper in ms. It is small, because a large one would favor senders with longer pauses, such as a proxy.
 */
const SAVED_UP = 1

/**
 * @param rate Mbit/s of the cable
 * @param share of the cable's rate that the tunnel leaves for payload
 */
export async function costlyPath(rate: number, share: number): Promise<CostlyPath> {
  const stack = new AsyncDisposableStack()
  try {
    const { server, client } = stack.use(
      await labNetwork({ rate, burst: Math.round((SAVED_UP * rate * 1000) / 8), latency: 250 }),
    )
    const words = wyndrvr(`server --host ${server.address} --port 0`)
    const serverPort = await portOf(stack.use(server.start(process.execPath, words)))
    const proxy = async (host: LabHost, line: string): Promise<string> => {
      const running = stack.use(host.start(process.execPath, [PROXY, ...line.split(' '), String(share)]))
      const [, port = ''] = await running.printed(/^listening on (\d+)\n/)
      return port
    }
    const far = await proxy(server, `padded ${server.address} 0 ${server.address} ${serverPort}`)
    const near = await proxy(client, `plain 127.0.0.1 0 ${server.address} ${far}`)
    const owned = stack.move()
    return {
      client,
      direct: `${server.address}:${serverPort}`,
      tunnel: `127.0.0.1:${near}`,
      [Symbol.asyncDispose]: async () => owned.disposeAsync(),
    }
  } finally {
    await stack.disposeAsync()
  }
}

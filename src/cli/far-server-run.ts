import type { HostPort } from '../address.ts'
import type { ConnectOptions } from '../agent/open-client.ts'
import { reachableFrom } from '../agent/reachable-from.ts'
import { after } from '../host/timers.ts'
import { startFarServer } from '../server/far/far-server.ts'
import type { FarServerOptions } from '../server/far/far-server.ts'
import { complain } from './say.ts'

/** Which server `--server-from` starts, and where it is then reached. */
export interface FarServerFlags extends Pick<FarServerOptions, 'from' | 'host' | 'port'> {
  /** That of the client, which the server gets. */
  readonly token?: string | undefined
  /** The host to connect to. Default: the server's address. */
  readonly at?: string | undefined
  /** The command that runs the client elsewhere; `undefined` if it is here. */
  readonly clientFrom?: readonly string[] | undefined
}

/** Time (ms) for the end of a server to be reported: a connection is lost slightly earlier. */
const END_TIME = 500

/**
 * Runs with the server that `--server-from` starts, and stops it afterwards.
 * @param failed whether a result says that something went wrong, perhaps because the server has ended
 */
export async function withFarServer<T>(
  { at, clientFrom, token, ...options }: FarServerFlags,
  signal: AbortSignal,
  run: (server: HostPort & Pick<ConnectOptions, 'tls'>) => Promise<T>,
  failed: (result: T) => boolean,
): Promise<T> {
  await using server = await startFarServer({ ...options, ...(token !== undefined && { token }), signal })
  for (const warning of server.warnings) complain(warning)
  const { host, port } = server.address
  const seen = at === undefined && clientFrom !== undefined
  const there = seen ? await reachableFrom(clientFrom, { addresses: server.addresses, port }, signal) : null
  const { tls } = server
  const result = await run({ host: at ?? there ?? host, port, ...(tls !== null && { tls }) })
  if (failed(result) && !signal.aborted) {
    const end = await Promise.race([server.ended, after(END_TIME)])
    if (end !== undefined) complain(end)
  }
  return result
}

import * as core from '@actions/core'

import { formatHostPort } from '../../address.ts'
import type { HostPort } from '../../address.ts'
import { reachableFrom } from '../../agent/reachable-from.ts'
import { startFarServer } from '../../server/far/far-server.ts'
import type { FarServer, FarServerOptions } from '../../server/far/far-server.ts'
import type { Inputs } from '../inputs/inputs.ts'
import { logLine } from '../log.ts'
import { serverToken } from './server-token.ts'

/** Starts the server of the input `server-from` with these options. */
export async function startElsewhere(
  options: FarServerOptions,
  inputs: Pick<Inputs, 'serverToken'>,
): Promise<FarServer> {
  const server = await startFarServer({ ...options, ...serverToken(inputs) })
  for (const warning of server.warnings) core.warning(warning)
  logLine(
    `Started a server of wyndrvr ${server.version} elsewhere; its address is ${formatHostPort(server.address)}`,
  )
  return server
}

/** The options of a server that the step measures. Those left out are up to the command. */
export function elsewhereOptions(
  from: readonly string[],
  { server, host, port, mode, workers }: Inputs,
): FarServerOptions {
  const own = server?.port ?? port
  return {
    from,
    mode,
    ...(host !== DEFAULT_HOST && { host }),
    ...(own !== 0 && { port: own }),
    ...(workers !== null && { workers }),
  }
}

/** The address of such a server, from where the client measures. */
export async function reachedAt(
  { address, addresses }: FarServer,
  from: readonly string[] | null,
): Promise<HostPort> {
  if (from === null) return address
  return { ...address, host: (await reachableFrom(from, { addresses, port: address.port })) ?? address.host }
}

/** The default in action.yml, at which nobody elsewhere could be reached. */
const DEFAULT_HOST = '127.0.0.1'

/**
 * The options of a server behind the arms of a comparison. It listens on the port of the first arm, unless a command of its
 * own answers there: then `server-from` names the port.
 */
export function behindArms(
  from: readonly string[],
  first: { readonly address: HostPort | null; readonly command: readonly string[] | null } | undefined,
): FarServerOptions {
  const { address = null, command = null } = first ?? {}
  if (address === null || command !== null) return { from }
  return { from, port: address.port, ...(address.host.includes(':') && { host: '::' }) }
}

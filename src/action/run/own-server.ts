import * as core from '@actions/core'

import { formatHostPort } from '../../address.ts'
import type { HostPort } from '../../address.ts'
import { startBackgroundServer } from '../../server/background.ts'
import { forChildren } from './environment.ts'
import type { Inputs } from '../inputs/load-inputs.ts'
import { say } from '../log.ts'
import { temporaryFile } from '../places.ts'
import { saveServer } from './state.ts'

/** Starts a server that outlives this process; `post` ends it. Resolves when it listens. */
export async function startOwnServer({ host, port, mode, workers }: Inputs): Promise<HostPort> {
  const log = temporaryFile('server', 'log')
  const server = await startBackgroundServer({
    host,
    port,
    mode,
    log,
    env: forChildren(process.env),
    ...(workers === null ? {} : { workers }),
  })
  saveServer({ pid: server.pid, log })
  await server.release()
  for (const warning of server.warnings) core.warning(warning)
  say(`Started a server in ${mode} mode on ${formatHostPort(server.address)}`)
  return { host: reachable(server.address.host), port: server.address.port }
}

/** An address that stands for all of the machine's is no place to connect to. */
function reachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1'
  return host === '::' ? '::1' : host
}

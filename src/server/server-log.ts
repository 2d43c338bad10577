import { writeSync } from 'node:fs'

import { formatHostPort } from '../address.ts'
import type { Server } from './start-server.ts'
import type { Served } from './tally.ts'

/** How often (ms) what was served is logged, where there is more than before: one that is killed has told nearly all. */
const EVERY = 200

/** Most lines of a log; what was served is told by the last one all the same, as it comes when the server ends. */
const MOST_LINES = 20_000

/**
 * Logs on standard output where a server listens and, as it grows, what it has served.
 * @returns to be called when it has closed
 */
export function logServer(server: Server): () => void {
  let told: Served = server.served
  let lines = 0
  print(`listening on ${formatHostPort(server.address)} in ${server.mode} mode`)
  for (const warning of server.warnings) print(warning)
  const tell = (): void => {
    if (server.served === told || lines >= MOST_LINES) return
    told = server.served
    lines += 1
    print(servedText(told))
  }
  const timer = setInterval(tell, EVERY).unref()
  return () => {
    clearInterval(timer)
    lines = 0
    tell()
    print('stopped')
  }
}

/** What was served, as it stands in a log. */
function servedText({ connections, received, sent }: Served): string {
  const counted = connections === 1 ? '1 connection' : `${connections} connections`
  return `served ${counted}: ${received} bytes received, ${sent} bytes sent over TCP`
}

/** At once: there may be no other moment. */
function print(text: string): void {
  writeSync(1, `${new Date().toISOString()} ${text}\n`)
}

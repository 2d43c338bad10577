/** A server in its own process. */
import { messageOf, WyndrvrError } from '../errors.ts'
import type { BackgroundOrder, BackgroundReport } from './background.ts'
import { logServer, logWarning } from './server-log.ts'
import { startServer } from './start-server.ts'
import type { ServerOptions } from './start-server.ts'

let starting: Promise<void> | null = null
let close: () => Promise<void> = async () => undefined
let ending: Promise<void> | null = null
let released = false

process.on('message', (order: BackgroundOrder) => {
  if (order.type === 'start') starting = start(order.options, order.logs)
  else {
    released = true
    process.disconnect()
  }
})
process.on('disconnect', () => {
  if (!released) void end()
})
process.on('SIGTERM', () => void end())
// The starter may have ended before this process could notice.
if (!process.connected) process.exit(0)

async function start(options: ServerOptions, logs: boolean): Promise<void> {
  try {
    const server = await startServer(logs ? { ...options, onWarning: logWarning } : options)
    const ended = logs ? logServer(server) : () => undefined
    close = async () => {
      await server.close()
      ended()
    }
    const { address, mode, tls, warnings } = server
    report({ type: 'listening', address, mode, tls, warnings })
    // It may close on its own.
    void server.ended.then(end)
  } catch (error) {
    const code = error instanceof WyndrvrError ? error.code : 'ERR_WYNDRVR_WORKER'
    report({ type: 'failed', code, message: messageOf(error) })
    if (process.connected) process.disconnect()
  }
}

async function end(): Promise<void> {
  ending ??= closeAll()
  await ending
}

async function closeAll(): Promise<void> {
  await starting
  await close()
  process.exit(0)
}

function report(message: BackgroundReport): void {
  if (process.connected) process.send?.(message)
}

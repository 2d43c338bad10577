/** A server in a process of its own. Its arguments: the options as JSON, and `detached` where it outlives its starter. */
import { messageOf, WyndrvrError } from '../errors.ts'
import type { BackgroundReport } from './background.ts'
import { startServer } from './start-server.ts'

try {
  const server = await startServer(JSON.parse(process.argv[2] ?? '{}'))
  const close = (): void => void server.close()
  process.once('SIGTERM', close)
  // Ctrl-C on a terminal reaches this process too; when to end is its starter's to say.
  process.on('SIGINT', () => undefined)
  const { address, mode, warnings } = server
  process.send?.({ type: 'listening', address, mode, warnings } satisfies BackgroundReport, () => {
    // A detached server's starter leaves right after this report; any other takes the server with it.
    process.once('disconnect', detached() ? () => undefined : close)
  })
} catch (error) {
  const code = error instanceof WyndrvrError ? error.code : 'ERR_WYNDRVR_WORKER'
  process.send?.({ type: 'failed', code, message: messageOf(error) } satisfies BackgroundReport, () => {
    process.exitCode = 1
    process.disconnect()
  })
}

function detached(): boolean {
  return process.argv[3] === 'detached'
}

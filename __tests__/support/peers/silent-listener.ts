import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as after } from 'node:timers/promises'

import { onTestFinished } from 'vitest'

import { start } from '../programs/processes.ts'

/** A listener that does not accept, with a full queue: further SYNs are dropped until it wakes. Linux only. */
export async function silentListener(
  host: string,
): Promise<{ readonly port: number; readonly wake: () => void }> {
  const program = `
    const server = require('node:net').createServer((socket) => socket.on('error', () => {}))
    server.listen({ host: '${host}', port: 0, backlog: 1 }, () => console.log(server.address().port))`
  const running = start(process.execPath, ['-e', program])
  onTestFinished(async () => running[Symbol.asyncDispose]())
  const [, text = ''] = await running.printed(/^(\d+)\n/)
  running.child.kill('SIGSTOP')
  const port = Number(text)
  // Fills the queue: the first connection that is not made is one too many.
  for (;;) {
    const socket = connect(port, host).on('error', () => undefined)
    onTestFinished(() => void socket.destroy())
    const made = await Promise.race([once(socket, 'connect').then(() => true), after(300).then(() => false)])
    if (!made) break
  }
  return { port, wake: () => running.child.kill('SIGCONT') }
}

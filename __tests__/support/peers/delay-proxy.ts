import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import type { Socket } from 'node:net'

/** A proxy that runs in this process. */
export interface DelayProxy extends AsyncDisposable {
  readonly host: string
  readonly port: number
}

/**
 * How long (ms) before the due time a timer fires; polling covers the rest. Timers count in whole milliseconds, and are
 * late on a busy machine.
 */
const PRECISE_SLACK = 4

/**
 * A TCP proxy on a free port that delays everything by the same time in both directions: a round trip takes twice that
 * longer.
 * @param delay ms, one way
 * @param precise whether it polls, which keeps a CPU busy; otherwise the delay may be some ms longer
 */
export async function startDelayProxy(port: number, delay: number, precise = true): Promise<DelayProxy> {
  const later = delayLine(delay, precise ? PRECISE_SLACK : 0)
  const sockets = new Set<Socket>()
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    const target = connect({ host: '127.0.0.1', port, noDelay: true, allowHalfOpen: true })
    for (const [from, to] of [
      [client, target],
      [target, client],
    ] as const) {
      sockets.add(from)
      from.on('data', (chunk: Buffer) => later(() => to.write(chunk)))
      from.on('end', () => later(() => to.end()))
      // A connection that breaks on one side breaks on the other.
      from.on('error', () => to.destroy())
      from.once('close', () => sockets.delete(from))
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The proxy has no port.')
  return {
    host: '127.0.0.1',
    port: address.port,
    [Symbol.asyncDispose]: async () => {
      const closed = once(server, 'close')
      server.close()
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

/** Runs each action a number of ms after it was scheduled, in order. */
function delayLine(delay: number, slack: number): (act: () => void) => void {
  const waiting: { readonly due: number; readonly act: () => void }[] = []
  const next = (): void => {
    for (let first = waiting[0]; first !== undefined; first = waiting[0]) {
      const left = first.due - performance.now()
      if (left > slack) return void setTimeout(next, left - slack)
      if (left > 0) return void setImmediate(next)
      waiting.shift()
      first.act()
    }
  }
  return (act) => {
    waiting.push({ due: performance.now() + delay, act })
    if (waiting.length === 1) next()
  }
}

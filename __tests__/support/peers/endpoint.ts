import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo, ServerOpts, Socket } from 'node:net'

/** A server in this process, on a free port. Disposing of it destroys its connections. */
export interface Endpoint extends AsyncDisposable {
  readonly host: string
  readonly port: number
  /** Both, as a client takes them. */
  readonly address: { readonly host: string; readonly port: number }
}

/** Listens on a free port of 127.0.0.1, and serves each connection. */
export async function listen(
  serve: (socket: Socket) => void,
  options: ServerOpts = { noDelay: true },
): Promise<Endpoint> {
  const sockets = new Set<Socket>()
  const server = createServer(options, (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    serve(socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const address = { host: '127.0.0.1', port }
  return {
    ...address,
    address,
    [Symbol.asyncDispose]: async () => {
      const closed = once(server, 'close')
      server.close()
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

/** Closes each connection of a proxy with the other. */
export function closeTogether(one: Socket, other: Socket): void {
  for (const [end, opposite] of [
    [one, other],
    [other, one],
  ] as const) {
    end.on('error', () => undefined)
    end.on('close', () => opposite.destroy())
  }
}

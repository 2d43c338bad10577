import { connect } from 'node:net'
import type { Socket } from 'node:net'

import { closeTogether, listen } from './endpoint.ts'
import type { Endpoint } from './endpoint.ts'

/**
 * A slow path to a server: a proxy that passes about 100 Mbit/s per connection and direction, so that a load fills the path
 * and not the CPUs. It removes the address that the server sees, so that both ends count as directly connected.
 */
export async function startSlowPath(target: {
  readonly host: string
  readonly port: number
}): Promise<Endpoint> {
  return listen((socket) => {
    const server = connect({ host: target.host, port: target.port, noDelay: true })
    passSlowly(socket, server)
    server.once('data', (chunk: Buffer) => {
      socket.write(Buffer.from(chunk.toString('latin1').replace(/,"peer":\{[^}]*\}/, ''), 'latin1'))
      passSlowly(server, socket)
    })
    closeTogether(socket, server)
  })
}

/** Chunks up to this size, such as probes and lines, are not followed by a pause. */
const SMALL = 16_384
/** Pause (ms) after a larger chunk, which has at most 64 KiB. */
const PAUSE = 4

function passSlowly(from: Socket, to: Socket): void {
  from.on('data', (chunk: Buffer) => {
    const flows = to.write(chunk)
    if (flows && chunk.length <= SMALL) return
    from.pause()
    setTimeout(() => {
      if (flows || !to.writableNeedDrain) from.resume()
      else to.once('drain', () => from.resume())
    }, PAUSE)
  })
}

import { once } from 'node:events'
import { connect, createServer } from 'node:net'

import { startServer } from '../bench/tools/child.ts'
import type { RunningServer } from '../bench/tools/child.ts'
import { run } from '../bench/tools/run.ts'

/** Another program under the same attack. */
export interface OtherServer extends RunningServer {
  readonly address: { readonly host: string; readonly port: number }
}

const PLAIN_PROGRAM = `
import socketserver
class Echo(socketserver.BaseRequestHandler):
    def handle(self):
        try:
            while data := self.request.recv(65536):
                self.request.sendall(data)
        except OSError:
            pass
class Server(socketserver.ThreadingTCPServer):
    request_queue_size = 1024
    daemon_threads = True
with Server(('127.0.0.1', 0), Echo) as server:
    print('port', server.server_address[1], flush=True)
    server.serve_forever()
`

/** A server with one thread per connection, that sends back what it receives. */
export const PLAIN_SERVER = {
  name: "Python's ThreadingTCPServer",
  start: async (signal: AbortSignal): Promise<OtherServer> => {
    const server = await startServer('python3', ['-c', PLAIN_PROGRAM], /port (\d+)/, signal)
    return { ...server, address: { host: '127.0.0.1', port: Number(server.ready[1]) } }
  },
} as const

/** Starts `iperf3 -s` on a port that was free. */
export async function startIperf3(signal: AbortSignal): Promise<OtherServer> {
  const port = await freePort()
  const words = ['-s', '-p', String(port), '--bind', '127.0.0.1', '--forceflush']
  const server = await startServer('iperf3', words, /Server listening on (\d+)/, signal)
  return { ...server, address: { host: '127.0.0.1', port } }
}

/** Whether iperf3's own client measures something within 5 s. */
export async function servesIperf3(port: number, signal: AbortSignal): Promise<boolean> {
  const words = ['-c', '127.0.0.1', '-p', String(port), '-n', '1M', '--connect-timeout', '2000']
  // `run` adds its own patience.
  return run('iperf3', words, { seconds: -25, signal }).then(
    () => true,
    () => false,
  )
}

/** The median (ms) of round trips of 64 bytes to a server that echoes. */
export async function roundTripsOf(
  address: { readonly host: string; readonly port: number },
  count: number,
): Promise<number> {
  const socket = connect({ ...address, noDelay: true })
  await once(socket, 'connect')
  const probe = Buffer.alloc(64)
  const times: number[] = []
  for (let sent = 0; sent < count; sent += 1) {
    const started = performance.now()
    socket.write(probe)
    await once(socket, 'data')
    times.push(performance.now() - started)
  }
  socket.destroy()
  return times.toSorted((a, b) => a - b)[Math.floor(count / 2)] ?? Infinity
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const found = server.address()
  server.close()
  await once(server, 'close')
  return typeof found === 'object' ? (found?.port ?? 0) : 0
}

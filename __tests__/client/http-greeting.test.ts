import { once } from 'node:events'
import { createServer as createHttpServer } from 'node:http'
import { createServer as createHttp2Server } from 'node:http2'
import type { AddressInfo, Socket } from 'node:net'

import { expect, test } from 'vitest'

import { connect } from '../../src/agent/open-client.ts'
import { startServer } from '../../src/server/start-server.ts'

const TOKEN = '0123456789abcdef'

test.each(['Authorization', 'authorization'])(
  'over HTTP is refused with a token and the header %s',
  async (name) => {
    await using server = await startServer({ host: '127.0.0.1', port: 0, workers: 1, token: TOKEN })
    const url = `http://127.0.0.1:${server.address.port}`
    const headers = { [name]: 'Bearer secret-of-the-gateway' }
    await expect(connect({ url, token: TOKEN, headers })).rejects.toMatchObject({
      code: 'ERR_WYNDRVR_REFUSED',
      message: `127.0.0.1:${server.address.port} asks for its token, whose proof needs the header Authorization, but you have given that header. Leave it out, or start the server without a token.`,
    })
  },
)

test.each(['1.1', '2'] as const)(
  'a connection over HTTP/%s ends when the first answer is another',
  async (httpVersion) => {
    const other =
      httpVersion === '2'
        ? createHttp2Server((_request, response) => void response.writeHead(404).end('nothing here'))
        : createHttpServer({ keepAliveTimeout: 0 }, (_request, response) => {
            response.writeHead(404).end('nothing here')
          })
    const ended = new Promise<void>((resolve) => {
      other.on('connection', (socket: Socket) => socket.once('close', () => resolve()))
    })
    other.listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as AddressInfo
    const opened = connect({ url: `http://127.0.0.1:${port}`, httpVersion })
    await expect(opened).rejects.toMatchObject({ message: expect.stringContaining('"nothing here"') })
    // The other end would keep it.
    await ended
    other.close()
  },
)

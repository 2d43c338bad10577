// The program under test, an HTTP proxy with CONNECT: node connect-proxy.js
import { createServer } from 'node:http'
import { connect } from 'node:net'

const proxy = createServer((_request, response) => response.writeHead(405).end())
proxy.on('connect', ({ url }, client) => {
  const { hostname, port } = new URL(`tcp://${url}`)
  const server = connect({ host: hostname, port: Number(port), noDelay: true })
  server.on('connect', () => {
    client.write('HTTP/1.1 200 Connection established\r\n\r\n')
    client.setNoDelay(true).pipe(server).pipe(client)
  })
  for (const end of [client, server]) {
    end.on('error', () => undefined)
    end.on('close', () => [client, server].map((other) => other.destroy()))
  }
})
proxy.listen(0, '127.0.0.1', () => console.log(`listening on port ${proxy.address().port}`))

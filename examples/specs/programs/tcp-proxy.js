// The program under test, a TCP proxy: node tcp-proxy.js <server host> <server port>
import { connect, createServer } from 'node:net'

const [host, port] = process.argv.slice(2)

const proxy = createServer((client) => {
  const server = connect({ host, port: Number(port), noDelay: true })
  client.setNoDelay(true).pipe(server).pipe(client)
  for (const end of [client, server]) {
    end.on('error', () => undefined)
    end.on('close', () => [client, server].map((other) => other.destroy()))
  }
})
proxy.listen(0, '127.0.0.1', () => console.log(`listening on port ${proxy.address().port}`))

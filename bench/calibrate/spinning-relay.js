// A TCP relay that spends a given time, µs, on each chunk from its client: node spinning-relay.js <port> <port of the server> <µs>
import { connect, createServer } from 'node:net'

const [port, to, spin] = process.argv.slice(2).map(Number)

createServer({ noDelay: true }, (client) => {
  const server = connect({ port: to, host: '127.0.0.1', noDelay: true })
  for (const [one, other] of [
    [client, server],
    [server, client],
  ]) {
    one.on('data', (chunk) => {
      if (one === client) spinFor(spin / 1000)
      if (!other.write(chunk)) one.pause()
    })
    other.on('drain', () => one.resume())
    one.on('end', () => other.end())
    one.on('error', () => other.destroy())
  }
}).listen(port, '127.0.0.1')

function spinFor(ms) {
  const end = performance.now() + ms
  while (performance.now() < end);
}

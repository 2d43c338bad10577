// A TCP proxy that gives up a share of its download: node costly-proxy.js --listen <host:port> --to <host:port> --cost <share>
import { connect, createServer } from 'node:net'
import { parseArgs } from 'node:util'

const { values } = parseArgs({
  options: { listen: { type: 'string' }, to: { type: 'string' }, cost: { type: 'string', default: '0' } },
})
const [listen, to] = [values.listen, values.to].map((address) => {
  const [host, port] = address.split(':')
  return { host, port: Number(port) }
})
const cost = Number(values.cost)

/** Smaller chunks are messages, whose time does not matter for the download. */
const BULK = 16_384

/** After a longer time, ms, the proxy was idle, so that it is not what limits the rate. */
const IDLE = 5

createServer({ noDelay: true }, (client) => {
  const server = connect({ ...to, noDelay: true })
  let last = performance.now()
  for (const [one, other] of [
    [client, server],
    [server, client],
  ]) {
    one.on('data', (chunk) => {
      if (one === server && chunk.length >= BULK) last = spend(last)
      if (!other.write(chunk)) one.pause()
    })
    other.on('drain', () => one.resume())
    one.on('end', () => other.end())
    one.on('error', () => other.destroy())
  }
}).listen(listen.port, listen.host)

/** Spends a part of the time since the last chunk, which makes a full proxy slower by the share that it costs. */
function spend(since) {
  const now = performance.now()
  const spent = now - since
  const end = now + (spent > IDLE ? 0 : (spent * cost) / (1 - cost))
  while (performance.now() < end);
  return performance.now()
}

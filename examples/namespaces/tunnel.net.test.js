import { execFileSync } from 'node:child_process'
import { describe } from 'vitest'
import { expect, test as base } from 'wyndrvr/vitest'

// Network namespaces need root: sudo env "PATH=$PATH" npm test
const obstacle = process.getuid?.() === 0 ? null : 'It needs Linux and root.'
if (obstacle !== null) console.warn(`namespaces: skipped. ${obstacle}`)

const [NEAR, FAR] = ['10.77.0.1', '10.77.0.2']

/** Two namespaces with a cable of 200 Mbit/s between them, a VXLAN tunnel over the cable, and a server behind both. */
const test = base.extend('ways', async ({ namespace }) => {
  const near = await namespace('near')
  const far = await namespace('far', { to: near, rate: '200Mbit/s' })
  // Put your own tunnel here.
  addTunnel(near.name, { local: far.hostAddress, remote: far.address, address: NEAR })
  addTunnel(far.name, { local: far.address, remote: far.hostAddress, address: FAR })
  const server = await far.startServer({ host: '0.0.0.0' })
  return { near, cable: server, tunnel: { host: FAR, port: server.port } }
})

describe.skipIf(obstacle !== null)('the tunnel', () => {
  test('answers fast, and loses nothing', async ({ ways: { near, tunnel } }) => {
    const link = await near.linkTo(tunnel)
    expect(await link.latency({ count: 500 })).toHaveLatency({ p50: '< 20ms', loss: '<= 0%' })
    expect(await link.udp({ rate: '20Mbit/s', duration: '1s' })).toHaveLossBelow('5%')
  })

  test('costs at most 20 % of the throughput', async ({ compare, ways: { near, cable, tunnel } }) => {
    const arms = { base: near.from(cable), head: near.from(tunnel) }
    const compared = await compare(arms, (link) => link.download(), { budget: '20s' })
    expect(compared).toCostAtMost('20%')
  })
})

function addTunnel(namespace, { local, remote, address }) {
  ip(
    '-n',
    namespace,
    'link',
    'add',
    'tunnel',
    'type',
    'vxlan',
    'id',
    '7',
    'dstport',
    '4789',
    'local',
    local,
    'remote',
    remote,
  )
  ip('-n', namespace, 'address', 'add', `${address}/24`, 'dev', 'tunnel')
  // The frames of the tunnel have to fit into those of the cable.
  ip('-n', namespace, 'link', 'set', 'tunnel', 'mtu', '1450', 'up')
}

function ip(...words) {
  execFileSync('ip', words)
}

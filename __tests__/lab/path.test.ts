import { describe, expect, test } from 'vitest'

import { iproute } from '../../harness/network/iproute.ts'
import { readDocument } from '../../src/results/document.ts'
import type { PathMtu, Target } from '../../src/results/types.ts'
import { onlyMeasurement, portOf, wyndrvr } from '../support/programs/bins.ts'
import type { Ended } from '../support/programs/processes.ts'
import { canRunLab } from './can-run.ts'
import { INTERFACE, labNetwork } from './namespaces.ts'
import type { LabHost, LabNetwork } from './namespaces.ts'

/** Fast enough for what these tests send. */
const RATE = 100

/** Forwards the connections to its first argument, a port, to a server at the other two; no datagrams. */
const TCP_ONLY = `
  const { createServer, connect } = require('node:net')
  const [port, host, to] = process.argv.slice(1)
  createServer((near) => {
    const far = connect(Number(to), host)
    near.pipe(far).pipe(near)
    near.on('error', () => far.destroy())
    far.on('error', () => near.destroy())
  }).listen(Number(port), '127.0.0.1', () => console.log('forwards'))`

describe.runIf(await canRunLab()).concurrent('the path', () => {
  test('has the MTU of this host if no other is smaller', async () => {
    await using network = await labNetwork({ rate: RATE })
    expect(await pathMtuOf(network)).toEqual({ payload: 1472, mtu: 1500, limit: 'host' })
  })

  test('has the MTU that a router reports', async () => {
    await using network = await labNetwork({ rate: RATE, router: true })
    const router = network.server.namespace.replace(/server$/, 'router')
    await iproute(`ip -n ${router} link set to-server mtu 1400`)
    expect(await pathMtuOf(network)).toEqual({ payload: 1372, mtu: 1400, limit: 'reported' })
    // The kernel remembers the report.
    expect(await pathMtuOf(network)).toEqual({ payload: 1372, mtu: 1400, limit: 'reported' })
  })

  test('has the MTU that larger packets show by vanishing', async () => {
    await using network = await labNetwork({ rate: RATE })
    await iproute(`ip -n ${network.server.namespace} link set ${INTERFACE} mtu 1300`)
    const { mtu, payload, limit } = await pathMtuOf(network)
    // A cable also takes frames that have room for a VLAN tag.
    expect(mtu).toBeGreaterThanOrEqual(1300)
    expect(mtu).toBeLessThanOrEqual(1304)
    expect({ payload, limit }).toEqual({ payload: mtu - 28, limit: 'silence' })
  })

  test('that forwards TCP only has no figures of UDP, and the error names the port mapping', async () => {
    await using network = await labNetwork({ rate: RATE })
    const { server, client } = network
    await using serving = server.start(process.execPath, wyndrvr(`server --host ${server.address} --port 0`))
    const port = await portOf(serving)
    const near = `${Number(port) === 6001 ? 6002 : 6001}`
    await using forwarder = client.start(process.execPath, ['-e', TCP_ONLY, near, server.address, port])
    await forwarder.printed(/forwards/)
    const line = `client --port ${near} --host 127.0.0.1 --json --test download,upload --udp --rate 10Mbit/s --duration 1s`
    await using measuring = client.start(process.execPath, wyndrvr(line))
    const ended = await measuring.ended
    expect(ended.code).toBe(3)
    expect(ended.stderr).toContain(`UDP does not get through 127.0.0.1:${near}: nothing accepts it there.`)
    expect(ended.stderr).toContain(`docker run -p ${near}:${port}/udp`)
    expect(readDocument(ended.stdout, 'stdout').measurements).toEqual([])
    // And TCP facts are those of the leg to the forwarder.
    const upload = `client --port ${near} --host 127.0.0.1 --json --test upload --duration 1s`
    await using uploading = client.start(process.execPath, wyndrvr(upload))
    const { streams, unknown } = onlyMeasurement(await uploading.ended, 'throughput')
    expect(streams).toMatchObject([{ tcp: null, leg: { from: 'client', to: `127.0.0.1:${near}` } }])
    expect(unknown['tcp']).toContain('figures of one leg')
  })

  test('is not blamed for datagrams that the own kernel refuses', async () => {
    await using network = await labNetwork({ rate: RATE })
    const { server, client } = network
    await using serving = server.start(process.execPath, wyndrvr(`server --host ${server.address} --port 0`))
    const port = await portOf(serving)
    const target = `--host ${server.address} --port ${port} --udp --test upload`
    const line = `client --json-stream ${target} --payload 1000 --rate 1Mbit/s --duration 3s`
    await using measuring = client.start(process.execPath, wyndrvr(line))
    await measuring.printed(/"event":"interval"/)
    await iproute(`ip -n ${client.namespace} rule add ipproto udp dport ${port} prohibit priority 1`)
    const { stdout } = await measuring.ended
    const measured: unknown = stdout
      .split('\n')
      .filter((text) => text.includes('"event":"measurement"'))
      .map((text): unknown => JSON.parse(text))[0]
    expect(measured).toMatchObject({
      measurement: {
        lost: 0,
        notSent: { datagrams: expect.any(Number), code: 'EACCES' },
        validity: { ok: false, reasons: [expect.stringContaining("The client's kernel did not send ")] },
      },
    })
  })
})

/** The path MTU as the client finds it. */
async function pathMtuOf({ server, client }: LabNetwork): Promise<PathMtu> {
  await using serving = server.start(process.execPath, wyndrvr(`server --host ${server.address} --port 0`))
  const line = `client --host ${server.address} --port ${await portOf(serving)} --mtu-probe --test latency --count 1`
  const { pathMtu } = await targetOf(client, line)
  if (pathMtu === undefined) throw new Error('No path MTU.')
  return pathMtu
}

async function targetOf(client: LabHost, line: string): Promise<Target> {
  await using measuring = client.start(process.execPath, wyndrvr(`${line} --json`))
  const { code, stdout, stderr }: Ended = await measuring.ended
  if (code !== 0) throw new Error(`The client ended with ${code}:\n${stderr}`)
  return readDocument(stdout, 'stdout').target
}

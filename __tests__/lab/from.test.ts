import { describe, expect, test } from 'vitest'

import { connect } from '../../src/agent/open-client.ts'
import { compare } from '../../src/compare/compare.ts'
import { readDocument } from '../../src/results/document.ts'
import { runTogether } from '../../src/suite/run-together.ts'
import { skipUndecided } from '../support/machine/busy-machine.ts'
import { wyndrvr } from '../support/programs/bins.ts'
import { run } from '../support/programs/processes.ts'
import { canRunLab } from './can-run.ts'
import { INTERFACE, labNetwork } from './namespaces.ts'
import type { LabNetwork } from './namespaces.ts'

describe.runIf(await canRunLab())('measuring from a namespace', () => {
  test('sends the traffic over the cable of the namespace', async () => {
    await using network = await labNetwork({ rate: 100 })
    const { client, server } = network
    const address = await serve(network)
    const before = await client.counters()
    await using away = await connect({ ...address, from: `ip netns exec ${client.namespace}` })
    const download = await away.download({ size: '2MB' })
    const after = await client.counters()
    expect(download.bytes).toBe(2_000_000)
    expect(after.receivedBytes - before.receivedBytes).toBeGreaterThan(2_000_000)
    expect((await server.counters()).sentBytes).toBeGreaterThan(2_000_000)
    // This namespace has no way to the server.
    await expect(connect({ ...address, timeout: '300ms' })).rejects.toThrow('Connecting to')
  })

  test('takes the interfaces and the path of the namespace', async () => {
    await using network = await labNetwork({ rate: 100 })
    const { host, port } = await serve(network)
    const from = `ip netns exec ${network.client.namespace}`
    const line = `client --host ${host} --port ${port} --bind ${INTERFACE} --mtu-probe --test latency --json`
    const { stdout, stderr } = await run(process.execPath, [...wyndrvr(line), '--from', from])
    expect(stderr).not.toContain('wyndrvr:')
    expect(readDocument(stdout, 'stdout').target).toMatchObject({
      local: { bind: INTERFACE },
      pathMtu: { payload: 1472, mtu: 1500, limit: 'host' },
    })
  })

  test('compares two places of one server', async ({ skip }) => {
    await using network = await labNetwork({ rate: 100 })
    const address = await serve(network)
    const { document, error } = await compare({
      base: { ...address, from: `ip netns exec ${network.server.namespace}` },
      head: { ...address, from: `ip netns exec ${network.client.namespace}` },
      measure: ['download'],
      restart: 'off',
      budget: '12s',
    })
    expect(error).toBeNull()
    skipUndecided(document.verdicts, skip)
    // The base is on the server's own loopback, and the head behind a cable of 100 Mbit/s.
    expect(document.verdicts).toMatchObject([{ metric: 'download.mbps', verdict: 'worse' }])
    // The first packets of a short burst are faster than the rate.
    expect(document.comparisons[0]?.head).toBeLessThan(200)
  })

  test('measures from two namespaces together', async () => {
    await using network = await labNetwork({ rate: 100 })
    const address = await serve(network)
    const places = [network.server, network.client].map(({ namespace }) => ['ip', 'netns', 'exec', namespace])
    const { results, together } = await runTogether(places, {
      ...address,
      tests: ['latency'],
      latency: { count: 20 },
    })
    expect(results.map(({ error }) => error)).toEqual([null, null])
    expect(together.starts).toMatchObject([{ test: 'latency', clients: 2 }])
  })
})

/** Starts a server in the network's server namespace. It ends with the network. */
async function serve({ server }: LabNetwork): Promise<{ readonly host: string; readonly port: number }> {
  const running = server.start(process.execPath, wyndrvr('server --port 0 --workers 2'))
  const [, port] = await running.printed(/started on \S+:(\d+)\n/)
  return { host: server.address, port: Number(port) }
}

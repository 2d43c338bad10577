import { join } from 'node:path'

import { describe, expect, test } from 'vitest'

import { readDocument } from '../../src/results/document.ts'
import { gateCommand } from '../support/programs/gate-command.ts'
import { ROOT, run, start } from '../support/programs/processes.ts'
import type { Ended } from '../support/programs/processes.ts'
import { canRunLab } from './can-run.ts'
import { labNetwork } from './namespaces.ts'
import type { LabNetwork } from './namespaces.ts'

const PROGRAM = `${process.execPath} ${join(ROOT, 'lib/wyndrvr.js')}`

describe.runIf(await canRunLab())('a tunnel between namespaces', () => {
  test('is compared with its cable by the example, which removes both', async () => {
    const options = '--measure latency --budget 5s --margin 90% --json'.split(' ')
    const env = { ...process.env, WYNDRVR: PROGRAM }
    await using script = start('sh', [join(ROOT, 'examples/namespaces/tunnel.sh'), ...options], { env })
    const ended = await script.ended
    const { verdicts } = readDocument(ended.stdout, ended.stderr)
    expect(verdicts.find(({ metric }) => metric === 'latency.p50')).toMatchObject({ kind: 'comparison' })
    // A busy machine may not be able to tell. Everything else is an error.
    expect([0, 1, 3]).toContain(ended.code)
    const { stdout } = await run('ip', ['netns', 'list'])
    expect(stdout).not.toMatch(new RegExp(`^(?:near|far)-${script.child.pid}\\b`, 'm'))
  })

  test('is gated by the command of the guide', async () => {
    await using network = await labNetwork({ rate: 100 })
    const fast = await gate(network)
    expect(fast.stdout).toMatch(
      /^Verdicts:\n(?: {2}(?:PASSED|NOT JUDGED) +(?:latency\.p99|download\.mbps) .*\n){2}/m,
    )
    expect([0, 3]).toContain(fast.code)
    const slow = await gate(network, '800Mbit/s')
    expect(slow.stdout).toMatch(/^ {2}(?:FAILED|NOT JUDGED) +download\.mbps >= 800Mbit\/s/m)
    expect([1, 3]).toContain(slow.code)
  })
})

/** Runs the command of the guide, with other ends. */
async function gate({ client, server }: LabNetwork, limit = '80Mbit/s'): Promise<Ended> {
  const command = gateCommand('namespaces', {
    'npx --yes wyndrvr': PROGRAM,
    'sudo ip netns exec near': `ip netns exec ${client.namespace}`,
    'sudo ip netns exec far': `ip netns exec ${server.namespace}`,
    '10.9.0.2': server.address,
    '80Mbit/s': limit,
  })
  return run('sh', ['-c', command])
}

import { join } from 'node:path'

import { describe, expect, test } from 'vitest'

import { readDocument } from '../../src/results/document.ts'
import { ROOT, run } from '../support/programs/processes.ts'
import { canRunLab } from './can-run.ts'

describe.runIf(await canRunLab())('the example with a tunnel between namespaces', () => {
  test('compares the tunnel with its cable, and removes both', async () => {
    const before = await namespaces()
    const options = ['--measure', 'latency', '--budget', '5s', '--margin', '90%', '--json']
    const env = { ...process.env, WYNDRVR: `${process.execPath} ${join(ROOT, 'lib/wyndrvr.js')}` }
    const ended = await run('sh', [join(ROOT, 'examples/namespaces/tunnel.sh'), ...options], { env })
    const { verdicts } = readDocument(ended.stdout, ended.stderr)
    expect(verdicts.find(({ metric }) => metric === 'latency.p50')).toMatchObject({ kind: 'comparison' })
    // A busy machine may not be able to tell. Everything else is an error.
    expect([0, 1, 3]).toContain(ended.code)
    expect(await namespaces()).toEqual(before)
  })
})

/** The namespaces that the example makes: others may come and go. */
async function namespaces(): Promise<readonly string[]> {
  const { stdout } = await run('ip', ['netns', 'list'])
  return stdout.split('\n').filter((line) => /^(?:near|far)-/.test(line))
}

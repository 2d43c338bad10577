import { describe, expect, onTestFinished, test } from 'vitest'

import { makeNamespace } from '../../harness/network/make-namespace.ts'
import type { MadeNamespace } from '../../harness/network/make-namespace.ts'
import { startServer } from '../../src/index.ts'
import { readDocument } from '../../src/results/document.ts'
import { ALL_WELL, measured } from '../support/documents/measured.ts'
import { ROOT, run } from '../support/programs/processes.ts'
import { canRunLab } from './can-run.ts'

describe.runIf(await canRunLab())('a server in a namespace', () => {
  test('is started there by a command, found at its address there, and stopped', async () => {
    const { namespace, address } = await aNamespace()
    const server = await startServer({ from: `ip netns exec ${namespace}`, mode: 'process', workers: 2 })
    expect(server).toMatchObject({ address: { host: address }, addresses: [address] })
    // Once it is measured, a worker also has a shell that asks the kernel for TCP facts.
    expect(await processesIn(namespace)).toHaveLength(3)
    expect(await measured(server.address)).toMatchObject(ALL_WELL)
    await server.close()
    expect(await processesIn(namespace)).toEqual([])
  })

  test('of several addresses, is found at one that answers', async () => {
    const { namespace, address } = await aNamespace()
    // From here, this address leads to our own loopback, where nobody answers on the server's port.
    const elsewhere = '127.9.9.9'
    await run('ip', ['-n', namespace, 'address', 'add', `${elsewhere}/32`, 'dev', 'cable'])
    await using server = await startServer({ from: ['ip', 'netns', 'exec', namespace] })
    expect(server.addresses.toSorted()).toEqual([address, elsewhere].toSorted())
    expect(server.address.host).toBe(address)
  })

  test('is measured from another namespace, by one command', async () => {
    const near = await aNamespace()
    const far = await aNamespace(near.namespace)
    // From the other namespace, this address leads to its own loopback.
    await run('ip', ['-n', far.namespace, 'address', 'add', '127.9.9.9/32', 'dev', 'cable'])
    const words = [
      '--from',
      `ip netns exec ${near.namespace}`,
      '--server-from',
      `ip netns exec ${far.namespace}`,
    ]
    const program = [
      `${ROOT}src/cli/wyndrvr.ts`,
      'client',
      ...words,
      '--test',
      'latency',
      '--count',
      '3',
      '--json',
    ]
    const { code, stdout } = await run(process.execPath, program)
    expect(code).toBe(0)
    const { target, measurements } = readDocument(stdout, 'stdout')
    expect(target).toMatchObject({ host: far.address, dialect: 'native' })
    expect(measurements).toMatchObject([{ kind: 'latency', received: 3 }])
    expect(await processesIn(far.namespace)).toEqual([])
    expect(await processesIn(near.namespace)).toEqual([])
  })

  test('that does not exist is an error with the words of ip', async () => {
    await expect(startServer({ from: 'ip netns exec wyndrvr-none' })).rejects.toThrow(
      /^The server command 'ip netns exec wyndrvr-none .*' ended with exit code \d+ before it announced a server\. Its last output: ".*wyndrvr-none.*"\.$/,
    )
  })
})

async function aNamespace(to?: string): Promise<MadeNamespace> {
  const made = await makeNamespace('far', { delay: 0, jitter: 0, loss: 0, rate: null }, to)
  onTestFinished(made.remove)
  return made
}

async function processesIn(namespace: string): Promise<readonly string[]> {
  const { stdout } = await run('ip', ['netns', 'pids', namespace])
  return stdout.split('\n').filter((line) => line !== '')
}

import { describe, expect, onTestFinished, test } from 'vitest'

import { namespaceMaker } from '../../harness/fixtures/namespace.ts'
import { networkMaker } from '../../harness/fixtures/network.ts'
import type { NetworkOptions } from '../../harness/network/properties.ts'
import type { Route } from '../../harness/fixtures/route.ts'
import { makeNamespace } from '../../harness/network/make-namespace.ts'
import { LINK_HEADER, MTU } from '../../harness/network/shape.ts'
import { startServer } from '../../src/server/start-server.ts'
import type { Validity } from '../../src/results/types.ts'
import { gone, ROOT, run, start } from '../support/processes.ts'
import { linkTo } from '../support/spec-link.ts'
import { canRunLab } from './can-run.ts'

/** Tolerance of what the kernel does, as a share. */
const TOLERANCE = 0.02

/** Share of payload in the frames of a TCP connection with timestamps. */
const PAYLOAD_SHARE = (MTU - 20 - 32) / (MTU + LINK_HEADER)

describe.runIf(await canRunLab())('an imitated network', () => {
  test('has the rate that was asked for, within 2 %', async ({ skip }) => {
    const link = await linkTo(await network({ rate: '50Mbit/s', by: 'kernel' }))
    expect(link.target.network).toEqual({ by: 'kernel', delay: 0, jitter: 0, loss: 0, rate: 50_000_000 })
    for (const direction of ['download', 'upload'] as const) {
      // A busy machine can only make it slower, so the fastest of up to three counts.
      let fastest = 0
      for (let attempt = 0; attempt < 3 && offBy(fastest, 50 * PAYLOAD_SHARE) > TOLERANCE; attempt += 1) {
        const { mbps, validity } = await link[direction]({ duration: '2s', warmup: '1s' })
        skip(!validity.ok, busy(validity))
        fastest = Math.max(fastest, mbps ?? 0)
      }
      expectNear(direction, fastest, 50 * PAYLOAD_SHARE)
    }
  })

  test('has the delay that was asked for, within 2 %, and the loss', async ({ skip }) => {
    skip(await lacksNetem(), 'This kernel has no netem.')
    const link = await linkTo(await network({ delay: '20ms', by: 'kernel' }))
    const { p50, validity } = await link.latency({ count: 100, interval: '5ms' })
    skip(!validity.ok, busy(validity))
    expectNear('round trip', p50, 40)
    const lossy = await linkTo(await network({ loss: '10%', by: 'kernel' }))
    const flow = await lossy.udp({ payload: 100, size: 1_600_000, rate: '10Mbit/s' })
    // Five standard deviations of 16,000 datagrams.
    expect(Math.abs((flow.loss ?? 1) - 0.1)).toBeLessThan(5 * Math.sqrt((0.1 * 0.9) / 16_000))
  })

  test('is imitated by a relay if the kernel cannot', async ({ skip }) => {
    skip(!(await lacksNetem()), 'This kernel has netem.')
    const notices: string[] = []
    const { target } = await linkTo(await network({ delay: '2ms' }, notices))
    expect(target.network).toMatchObject({ by: 'relay', delay: 2 })
    expect(notices).toEqual([
      expect.stringMatching(
        /^A relay in user space imitates the network, because the kernel cannot here \(tc .*: Error/,
      ),
    ])
    await expect(network({ delay: '2ms', by: 'kernel' })).rejects.toThrow(
      'The kernel cannot imitate this network: tc ',
    )
  })
})

describe.runIf(await canRunLab())('a namespace', () => {
  test('runs programs and servers inside, which links reach over its cable', async () => {
    const a = await namespaceMaker(atEnd)('a', { rate: '100Mbit/s' })
    const listen = "require('node:net').createServer().listen(process.argv[1], process.argv[2])"
    const program = await a.spawn(process.execPath, ['-e', listen, '{port}', a.address])
    const listing = await run('ip', ['netns', 'exec', a.name, 'ss', '-Hltn'])
    expect(listing.stdout).toContain(`${a.address}:${program.port}`)
    const link = await linkTo(await a.startServer())
    expect(link.target).toMatchObject({ host: a.address, network: { by: 'kernel', rate: 100_000_000 } })
    expect(await link.latency({ count: 10 })).toMatchObject({ received: 10 })
    await expect(namespaceMaker(atEnd)('a/b')).rejects.toThrow(
      'The name of a namespace must be 1 to 20 letters',
    )
  })

  test('is removed with its programs when the process that made it is killed, or later if that could not be', async () => {
    const script = `
      import { makeNamespace } from './harness/network/make-namespace.ts'
      import { spawn } from 'node:child_process'
      const { namespace } = await makeNamespace('b', { delay: 0, jitter: 0, loss: 0, rate: null })
      const { pid } = spawn('ip', ['netns', 'exec', namespace, 'sleep', '60'])
      console.log('%s %d.', namespace, pid)
      setInterval(() => {}, 1000)`
    await using maker = start(process.execPath, ['--input-type=module', '--eval', script], { cwd: ROOT })
    const [, namespace = '', program] = await maker.printed(/^(\S+) (\d+)\.$/m)
    // As if the process that removes it had been killed too.
    const leftover = namespace.replace(/-b$/, '-left')
    await run('ip', ['netns', 'add', leftover])
    maker.child.kill('SIGKILL')
    await gone(Number(program))
    await expect.poll(namespaces, { timeout: 30_000 }).not.toContain(namespace)
    expect(await namespaces()).toContain(leftover)
    await namespaceMaker(atEnd)('next')
    expect(await namespaces()).not.toContain(leftover)
  })
})

/** A network to a server that the harness would start. */
async function network(options: NetworkOptions, notices: string[] = []): Promise<Route> {
  // Only a relay leads to the server that runs already.
  const running = await startServer({ host: '127.0.0.1', port: 0, workers: 1 })
  atEnd(async () => running.close())
  const server = { ...running.address, started: true, via: (): Route => server }
  const notice = async (sentence: string): Promise<void> => void notices.push(sentence)
  return networkMaker({ server, serverOptions: {}, atEnd, notice })(options)
}

function atEnd(end: () => Promise<unknown>): void {
  onTestFinished(async () => void (await end()))
}

async function lacksNetem(): Promise<boolean> {
  try {
    const { remove } = await makeNamespace('netem', { delay: 1, jitter: 0, loss: 0, rate: null })
    await remove()
    return false
  } catch {
    return true
  }
}

function busy({ reasons }: Validity): string {
  return `This machine is too busy: ${reasons.join(' ')}`
}

/** How far a figure is from the truth, as a share of it. */
function offBy(figure: number | null, truth: number): number {
  return Math.abs((figure ?? 0) / truth - 1)
}

function expectNear(what: string, figure: number | null, truth: number): void {
  expect(offBy(figure, truth), `${what}: ${figure}, expected ${truth}`).toBeLessThanOrEqual(TOLERANCE)
}

/** The names of all network namespaces. */
async function namespaces(): Promise<readonly string[]> {
  const { stdout } = await run('ip', ['netns', 'list'])
  return stdout.split('\n').map((line) => line.split(' ')[0] ?? '')
}

import { describe, expect, onTestFinished, test } from 'vitest'
import type { TestContext } from 'vitest'

import { namespaceMaker } from '../../harness/fixtures/namespace.ts'
import { networkMaker } from '../../harness/fixtures/network.ts'
import type { NetworkOptions } from '../../harness/network/properties.ts'
import type { Route } from '../../harness/fixtures/route.ts'
import type { SpecServer } from '../../harness/fixtures/server.ts'
import { makeNamespace } from '../../harness/network/make-namespace.ts'
import { LINK_HEADER, MTU } from '../../harness/network/shape.ts'
import { startServer } from '../../src/server/start-server.ts'
import type { Validity } from '../../src/results/types.ts'
import { childrenOf, gone, ROOT, run, start } from '../support/programs/processes.ts'
import { linkTo, owner } from '../harness/spec-link.ts'
import { canRunLab } from './can-run.ts'
import { MOST_WAIT, watchCpuWaits } from './cpu-waits.ts'
import { offBy } from './off-by.ts'

/** Tolerance of what the kernel does, as a share. */
const TOLERANCE = 0.02

const RELAY_WAITED = 'This machine is too busy: the relay waited for a CPU.'

/** Share of payload in the frames of a TCP connection with timestamps. */
const PAYLOAD_SHARE = (MTU - 20 - 32) / (MTU + LINK_HEADER)

describe.runIf(await canRunLab())('an imitated network', () => {
  test('has the rate that was asked for, within 2 %', async ({ skip }) => {
    const link = await linkTo(await network({ rate: '50Mbit/s', by: 'kernel' }))
    expect(link.target.network).toEqual({ by: 'kernel', delay: 0, jitter: 0, loss: 0, rate: 50_000_000 })
    for (const direction of ['download', 'upload'] as const) {
      const mbps = await nearest('most', 50 * PAYLOAD_SHARE, skip, async () => {
        const { mbps: figure, validity } = await link[direction]({ duration: '1s', warmup: '500ms' })
        return { figure, validity }
      })
      expectNear(direction, mbps, 50 * PAYLOAD_SHARE)
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
        /^A relay in user space imitates the network, because the kernel cannot do so here \(tc .*: Error/,
      ),
    ])
    await expect(network({ delay: '2ms', by: 'kernel' })).rejects.toThrow(
      'The kernel cannot imitate this network: tc ',
    )
  })

  test('is imitated by a relay if the process may not make namespaces', async () => {
    const { port } = await toServer()
    const script = `
      import { networkMaker } from './harness/fixtures/network.ts'
      const notices = []
      const test = {
        server: { host: '127.0.0.1', port: ${port}, started: true },
        serverOptions: {},
        atEnd: () => undefined,
        notice: async (sentence) => void notices.push(sentence),
      }
      const { network } = await networkMaker(test)({ rate: '10Mbit/s' })
      console.log(JSON.stringify({ network, notices }))
      process.exit()`
    // Root without its capabilities.
    const words = ['--inh-caps=-all', '--bounding-set=-all', process.execPath]
    const ended = await run('setpriv', [...words, '--input-type=module', '--eval', script], { cwd: ROOT })
    expect([ended.code, ended.stderr]).toEqual([0, ''])
    expect(JSON.parse(ended.stdout)).toEqual({
      network: { by: 'relay', delay: 0, jitter: 0, loss: 0, rate: 10_000_000 },
      notices: [
        expect.stringMatching(
          /^A relay in user space imitates the network, because the kernel cannot do so here \(ip .*\)\. The kernel does it on Linux with iproute2 and netem, as root or with CAP_NET_ADMIN/s,
        ),
      ],
    })
  })
})

describe('a network that a relay imitates', () => {
  test.for(['tcp', 'udp'] as const)(
    'has the delay that was asked for over %s, within 2 %',
    async (transport, { skip }) => {
      const link = await linkTo(await network({ delay: '25ms', by: 'relay' }))
      expect(link.target.network).toMatchObject({ by: 'relay', delay: 25 })
      const waits = watchCpuWaits(childrenOf(process.pid))
      const direct = await linkTo(await toServer())
      const asked = { transport, count: 200, interval: '5ms' } as const
      const added = await nearest('least', 50, skip, async () => {
        // Both have what the client and the server need on this machine.
        const [path, own] = [await link.latency(asked), await direct.latency(asked)]
        return { figure: (path.p50 ?? Number.NaN) - (own.p50 ?? Number.NaN), validity: path.validity }
      })
      skip(offBy(added, 50) > TOLERANCE && waits() > MOST_WAIT, RELAY_WAITED)
      expectNear('round trip', added, 50)
    },
  )

  test.for(['download', 'upload'] as const)(
    'has the rate that was asked for in a %s, within 2 %',
    async (direction, { skip }) => {
      const link = await linkTo(await network({ rate: '20Mbit/s', by: 'relay' }))
      expect(link.target.network).toMatchObject({ by: 'relay', rate: 20_000_000 })
      const waits = watchCpuWaits(childrenOf(process.pid))
      const mbps = await nearest('most', 20 * PAYLOAD_SHARE, skip, async () => {
        const { mbps: figure, validity } = await link[direction]({ duration: '1s', warmup: '500ms' })
        return { figure, validity }
      })
      skip(offBy(mbps, 20 * PAYLOAD_SHARE) > TOLERANCE && waits() > MOST_WAIT, RELAY_WAITED)
      expectNear(direction, mbps, 20 * PAYLOAD_SHARE)
    },
  )
})

describe.runIf(await canRunLab())('a namespace', () => {
  test('runs programs and servers inside, which links reach over its cable', async () => {
    const a = await namespaceMaker(atEnd, owner())('a', { rate: '100Mbit/s' })
    const listen = "require('node:net').createServer().listen(process.argv[1], process.argv[2])"
    const program = await a.spawn(process.execPath, ['-e', listen, '{port}', a.address])
    const listing = await run('ip', ['netns', 'exec', a.name, 'ss', '-Hltn'])
    expect(listing.stdout).toContain(`${a.address}:${program.port}`)
    const link = await linkTo(await a.startServer())
    expect(link.target).toMatchObject({ host: a.address, network: { by: 'kernel', rate: 100_000_000 } })
    expect(await link.latency({ count: 10 })).toMatchObject({ received: 10 })
    await expect(namespaceMaker(atEnd, owner())('a/b')).rejects.toThrow(
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
    await namespaceMaker(atEnd, owner())('next')
    expect(await namespaces()).not.toContain(leftover)
  })
})

/** A network to a server that the harness would start. */
async function network(options: NetworkOptions, notices: string[] = []): Promise<Route> {
  // Only a relay leads to the server that runs already.
  const server = await toServer()
  const notice = async (sentence: string): Promise<void> => void notices.push(sentence)
  return networkMaker({ server, serverOptions: {}, atEnd, notice })(options)
}

/** The way to a new server, without a network. */
async function toServer(): Promise<SpecServer> {
  const running = await startServer({ host: '127.0.0.1', port: 0, workers: 1 })
  atEnd(async () => running.close())
  const server: SpecServer = {
    ...running.address,
    started: true,
    token: undefined,
    via: () => server,
    seenFrom: () => server,
  }
  return server
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

/** The best of up to three figures, until one is near enough: a busy machine can only make a path slower. */
async function nearest(
  best: 'least' | 'most',
  truth: number,
  skip: TestContext['skip'],
  measure: () => Promise<{ readonly figure: number | null; readonly validity: Validity }>,
): Promise<number> {
  const figures: number[] = []
  for (
    let attempt = 0;
    attempt < 3 && figures.every((figure) => offBy(figure, truth) > TOLERANCE);
    attempt += 1
  ) {
    const { figure, validity } = await measure()
    skip(!validity.ok, busy(validity))
    figures.push(figure ?? Number.NaN)
  }
  return best === 'least' ? Math.min(...figures) : Math.max(...figures)
}

function expectNear(what: string, figure: number | null, truth: number): void {
  expect(offBy(figure, truth), `${what}: ${figure}, expected ${truth}`).toBeLessThanOrEqual(TOLERANCE)
}

/** The names of all network namespaces. */
async function namespaces(): Promise<readonly string[]> {
  const { stdout } = await run('ip', ['netns', 'list'])
  return stdout.split('\n').map((line) => line.split(' ')[0] ?? '')
}

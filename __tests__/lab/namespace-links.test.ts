import { describe, expect, onTestFinished, test } from 'vitest'

import { comparer } from '../../harness/fixtures/compare.ts'
import { namespaceMaker } from '../../harness/fixtures/namespace.ts'
import type { MakeNamespace } from '../../harness/fixtures/namespace.ts'
import { TimeBudget } from '../../harness/fixtures/time-budget.ts'
import { startServer } from '../../src/server/start-server.ts'
import { owner } from '../harness/spec-link.ts'
import { run } from '../support/programs/processes.ts'
import { canRunLab } from './can-run.ts'

const PROXY = `
  const { connect, createServer } = require('node:net')
  const [host, port] = process.argv.slice(1)
  createServer((client) => {
    const server = connect(Number(port), host)
    client.setNoDelay().pipe(server.setNoDelay()).pipe(client)
    for (const end of [client, server]) end.on('error', () => {}).on('close', () => [client, server].map((it) => it.destroy()))
  }).listen(6000, '127.0.0.1', () => console.log('up'))`

describe.runIf(await canRunLab())('a link that measures from inside a namespace', () => {
  test('reaches a server in another namespace, over a cable between the two', async () => {
    const namespace = maker()
    const a = await namespace('a')
    const b = await namespace('b', { to: a, rate: '20Mbit/s' })
    const server = await b.startServer()
    const link = await a.linkTo(server)
    expect(link.target).toMatchObject({ host: b.address, network: { by: 'kernel', rate: 20_000_000 } })
    expect(await link.latency({ count: 10 })).toMatchObject({ received: 10 })
    const { mbps } = await link.download({ duration: '1s', warmup: '500ms' })
    expect(mbps).toBeLessThan(20)
    expect(mbps).toBeGreaterThan(1)
    // It is not joined to this machine.
    const { stdout } = await run('ip', ['-4', '-oneline', 'address', 'show'])
    expect(stdout).toContain(` ${a.hostAddress}/`)
    expect(stdout).not.toContain(` ${b.hostAddress}/`)
  })

  test('knows which ways lead over its cable', async () => {
    const a = await maker()('a', { rate: '50Mbit/s' })
    await using outside = await startServer({ host: a.hostAddress, port: 0, workers: 1 })
    const cable = { by: 'kernel', rate: 50_000_000 }
    expect((await a.linkTo(outside.address)).target.network).toMatchObject(cable)
    expect((await a.linkTo(await a.startServer())).target.network).toBeUndefined()
    expect(a.from({ host: '198.51.100.1', port: 1 })).toMatchObject({ from: ['ip', 'netns', 'exec', a.name] })
  })

  test('is an arm of a comparison', async () => {
    const namespace = maker()
    const a = await namespace('a')
    const b = await namespace('b', { to: a })
    const server = await b.startServer()
    const words = ['-e', PROXY, server.host, String(server.port)]
    await a.spawn(process.execPath, words, { ready: 'up' })
    const compare = comparer({
      signal: new AbortController().signal,
      budget: new TimeBudget(60_000),
      keep: () => undefined,
      warn: async () => undefined,
      placement: undefined,
    })
    const arms = { base: a.from(server), head: a.from({ host: '127.0.0.1', port: 6000 }) }
    const { comparisons } = await compare(arms, (link) => link.latency(), { budget: '6s' })
    expect(comparisons[0]?.arms).toMatchObject({
      base: { host: b.address, from: ['ip', 'netns', 'exec', a.name] },
      head: { host: '127.0.0.1', port: 6000 },
    })
    expect(comparisons[0]?.change).toBeGreaterThan(0)
  })

  test('needs another sign of readiness from programs that this machine cannot reach', async () => {
    const namespace = maker()
    const b = await namespace('b', { to: await namespace('a') })
    await expect(b.spawn('my-proxy', ['{port}'])).rejects.toThrow("Give spawn's option ready a text")
    await expect(b.spawn('my-proxy', [], { ready: 80 })).rejects.toThrow("Give spawn's option ready a text")
    expect((await b.spawn('sh', ['-c', 'echo up; sleep 60'], { ready: /^up$/m })).ready?.[0]).toBe('up')
  })
})

function maker(): MakeNamespace {
  const ends: (() => Promise<unknown>)[] = []
  onTestFinished(async () => {
    for (const end of ends) await end()
  })
  return namespaceMaker((end) => void ends.unshift(end), owner())
}

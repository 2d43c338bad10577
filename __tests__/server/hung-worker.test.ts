import { Session } from 'node:inspector'

import { describe, expect, onTestFinished, test, vi } from 'vitest'

import { DEFAULT_LIMITS } from '../../src/server/limits.ts'
import type { Mode } from '../../src/server/mode.ts'
import { startServerWith } from '../../src/server/start-server.ts'
import { Warnings } from '../../src/server/warnings.ts'
import { ALL_WELL, measured } from '../support/documents/measured.ts'

describe('a worker that does not respond', () => {
  test('is replaced and named, if it is a process', async () => {
    const { server, said } = await startWarning('process')
    await using _ = server
    const [hung] = server.workers
    process.kill(hung ?? 0, 'SIGSTOP')
    await vi.waitFor(() => expect(server.workers).not.toContain(hung), 20_000)
    expect(said).toEqual([
      `Worker process ${hung} has not responded for 1 s. It is ended with its connections, and another one takes its place.`,
    ])
    await vi.waitFor(() => expect(server.workers).toHaveLength(2), 20_000)
    await vi.waitFor(async () => expect(await measured(server.address)).toMatchObject(ALL_WELL), 20_000)
  })

  test.each(['thread', 'sequential'] as const)(
    'is replaced and named, if it is a thread in an endless loop, in %s mode',
    async (mode) => {
      const spin = await debugWorkers()
      const { server, said } = await startWarning(mode)
      await using _ = server
      const before = server.workers
      await spin()
      await vi.waitFor(() => expect(said).toHaveLength(before.length), 20_000)
      for (const hung of before) {
        expect(said).toContain(
          `Worker thread ${hung} has not responded for 1 s. It is ended with its connections, and another one takes its place.`,
        )
      }
      await vi.waitFor(() => {
        expect(server.workers).toHaveLength(before.length)
        expect(server.workers.filter((id) => before.includes(id))).toEqual([])
      }, 20_000)
      await vi.waitFor(async () => expect(await measured(server.address)).toMatchObject(ALL_WELL), 20_000)
    },
  )
})

test('a worker process that dies is named with its signal', async () => {
  const { server, said } = await startWarning('process')
  await using _ = server
  const [killed] = server.workers
  process.kill(killed ?? 0, 'SIGKILL')
  await vi.waitFor(() => expect(said).toHaveLength(1), 20_000)
  expect(said).toEqual([
    `Worker process ${killed} ended (SIGKILL). Its connections are lost, and another one takes its place.`,
  ])
})

test('a server warns of the same thing once a minute, and of 20 things at most', () => {
  const said: string[] = []
  const warnings = new Warnings((sentence) => said.push(sentence))
  for (let time = 0; time < 3; time += 1) warnings.noDescriptors()
  for (let worker = 0; worker < 100; worker += 1) warnings.workerEnded(`Worker process ${worker}`, 'SIGKILL')
  expect(said).toHaveLength(20)
  expect(new Set(said).size).toBe(20)
})

async function startWarning(mode: Mode): Promise<{
  readonly server: Awaited<ReturnType<typeof startServerWith>>
  readonly said: string[]
}> {
  const said: string[] = []
  const options = {
    host: '127.0.0.1',
    port: 0,
    mode,
    workers: 2,
    onWarning: (sentence: string) => said.push(sentence),
  }
  return { server: await startServerWith(options, { ...DEFAULT_LIMITS, workerSilence: 1000 }), said }
}

/** Attaches to the worker threads that start from now on. Returns what sends all of them into an endless loop. */
async function debugWorkers(): Promise<() => Promise<void>> {
  const session = new Session()
  session.connect()
  onTestFinished(() => session.disconnect())
  const workers: string[] = []
  session.on('NodeWorker.attachedToWorker', ({ params }) => workers.push(params.sessionId))
  await new Promise<void>((resolve, reject) => {
    session.post('NodeWorker.enable', { waitForDebuggerOnStart: false }, (error) =>
      error ? reject(error) : resolve(),
    )
  })
  return async () => {
    const message = JSON.stringify({
      id: 1,
      method: 'Runtime.evaluate',
      params: { expression: 'for (;;) {}' },
    })
    for (const sessionId of workers) session.post('NodeWorker.sendMessageToWorker', { sessionId, message })
  }
}

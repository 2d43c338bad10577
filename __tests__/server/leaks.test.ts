import { readdirSync, readFileSync } from 'node:fs'
import { expect, test, vi } from 'vitest'

import { MODES } from '../../src/server/mode.ts'
import type { Mode } from '../../src/server/mode.ts'
import { startServer } from '../../src/server/start-server.ts'
import { connectServed } from '../support/peers/raw-client.ts'

test.each(MODES)('a server in %s mode, started and closed 50 times, leaves nothing behind', async (mode) => {
  await rounds(mode, 1)
  const before = held()
  await rounds(mode, 50)
  // What a closed server held is given back in the turns of the event loop that follow.
  await vi.waitFor(() => expect(added(before, held())).toEqual([]), 20_000)
})

/** Starts a server, has a client served that is still there when it closes, and closes it. */
async function rounds(mode: Mode, count: number): Promise<void> {
  for (let round = 0; round < count; round += 1) {
    const server = await startServer({ host: '127.0.0.1', port: 0, mode, workers: 1 })
    const client = await connectServed(server.address)
    await server.close()
    expect(await client.rest()).toBe('')
    await client.close()
  }
}

/** Everything that this process holds, by kind. Its children and open files can be read on Linux only. */
function held(): readonly string[] {
  // Timers and immediates are the test runner's own, and come and go.
  const kinds = process.getActiveResourcesInfo().filter((kind) => kind !== 'Timeout' && kind !== 'Immediate')
  if (process.platform !== 'linux') return kinds
  return [...kinds, ...children().map(() => 'child process'), ...openFiles().map(() => 'open file')]
}

/** What there is more of than before. */
function added(before: readonly string[], after: readonly string[]): readonly string[] {
  const rest = [...before]
  return after.filter((kind) => {
    const place = rest.indexOf(kind)
    if (place !== -1) rest.splice(place, 1)
    return place === -1
  })
}

function children(): readonly string[] {
  const threads = readdirSync('/proc/self/task')
  const pids = threads.map((thread) => readFileSync(`/proc/self/task/${thread}/children`, 'utf8'))
  return pids.join(' ').match(/\d+/g) ?? []
}

function openFiles(): readonly string[] {
  return readdirSync('/proc/self/fd')
}

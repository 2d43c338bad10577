import { readdirSync, readFileSync } from 'node:fs'
import { expect, test, vi } from 'vitest'

import { describeFresh } from '../support/describe-modes.ts'
import type { StartFresh } from '../support/describe-modes.ts'
import { connectServed } from '../support/peers/raw-client.ts'

describeFresh('a server', (start) => {
  test('started and closed 20 times leaves nothing behind', async () => {
    await rounds(start, 1)
    const before = held()
    await rounds(start, 20)
    // A closed server frees its resources in later turns of the event loop.
    await vi.waitFor(() => expect(added(before, held())).toEqual([]), 20_000)
  })
})

/** Starts a server and closes it while a client is connected. */
async function rounds(start: StartFresh, count: number): Promise<void> {
  for (let round = 0; round < count; round += 1) {
    const server = await start({ workers: 1 })
    const client = await connectServed(server.address)
    await server.close()
    expect(await client.rest()).toBe('')
    await client.close()
  }
}

/** All resources of this process, by kind. Its children and open files are known only on Linux. */
function held(): readonly string[] {
  // Timers and immediates belong to the test runner, and come and go.
  const kinds = process.getActiveResourcesInfo().filter((kind) => kind !== 'Timeout' && kind !== 'Immediate')
  if (process.platform !== 'linux') return kinds
  return [...kinds, ...children().map(() => 'child process'), ...openFiles().map(() => 'open file')]
}

/** The resources that were not there before. */
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

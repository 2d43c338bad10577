import { execFileSync } from 'node:child_process'
import type { SpawnOptions } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'
import type { Socket } from 'node:net'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest'

import { freePort } from '../../src/host/free-port.ts'
import { listenerIn, stoppedIn } from '../../src/host/lock-holder.ts'
import { overlapAsked, takeMeasuringLock } from '../../src/host/measuring-lock.ts'
import type { LockPlace, MeasuringLock } from '../../src/host/measuring-lock.ts'
import { ROOT, start } from '../support/programs/processes.ts'
import type { Running } from '../support/programs/processes.ts'

/** The places that the platforms use: a name outside of the file system, and a port. */
const PLACES: readonly (readonly [string, () => Promise<LockPlace>])[] = [
  ...(process.platform === 'linux'
    ? [['an abstract socket', async () => ({ path: `\0wyndrvr-test-${randomUUID()}` })] as const]
    : []),
  ['a loopback port', async () => ({ host: '127.0.0.1', port: await freePort() })],
]

const taken: MeasuringLock[] = []
afterEach(async () => {
  await Promise.all(taken.splice(0).map(async (lock) => lock.release()))
})

describe('what the tools of macOS print', () => {
  test.each([
    ['4711\n', 4711],
    ['4711\n4712\n', 4711],
    ['', null],
    ["lsof: WARNING: can't stat() fuse file system\n4711\n", 4711],
  ])('lsof -t: %j', (printed, pid) => {
    expect(listenerIn(printed)).toBe(pid)
  })

  test.each([
    ['T+\n', true],
    ['T\n', true],
    ['TN\n', true],
    ['Ss+\n', false],
    ['  R+  \n', false],
    ['U\n', false],
    ['', null],
  ])('ps -o stat=: %j', (printed, stopped) => {
    expect(stoppedIn(printed)).toBe(stopped)
  })
})

describe.each(PLACES)('on %s', (_, placeOf) => {
  test('one holder at a time, and whoever has waited longest is next, even if the last holder tries at once', async () => {
    const place = await placeOf()
    const order: string[] = []
    let inside = 0
    const hold = async (name: string, waiting: Promise<MeasuringLock>): Promise<void> => {
      const lock = await waiting
      inside += 1
      order.push(`${name}, of ${inside}`)
      await new Promise((resolve) => setImmediate(resolve))
      inside -= 1
      await lock.release()
    }
    const lock = await take(place)
    const first = await waitFor(place)
    const second = await waitFor(place)
    const eager = async (): Promise<void> => {
      await lock.release()
      await hold('the last one', takeMeasuringLock({ place }))
    }
    await Promise.all([eager(), hold('first', first.lock), hold('second', second.lock)])
    expect(order[0]).toBe('first, of 1')
    expect(order.toSorted()).toEqual(['first, of 1', 'second, of 1', 'the last one, of 1'])
  })

  test('a holder that is killed frees it', async () => {
    const place = await placeOf()
    await using holder = holderProcess(place)
    await holder.printed(/has it/)
    const { lock, sentence } = await waitFor(place)
    expect(sentence).toBe(
      `Another wyndrvr measurement is running on this machine (process ${holder.child.pid}): waiting for it to end.`,
    )
    holder.child.kill('SIGKILL')
    await (await lock).release()
  })

  test('a holder that is stopped is named, with what to do', async () => {
    const place = await placeOf()
    await using holder = holderProcess(place)
    await holder.printed(/has it/)
    holder.child.kill('SIGSTOP')
    const { pid } = holder.child
    const { lock, sentence } = await waitFor(place)
    expect(sentence).toBe(
      `Another wyndrvr measurement is stopped on this machine (process ${pid}): continue it with kill -CONT ${pid}, or end it.`,
    )
    await expect(takeMeasuringLock({ place, patience: 1 })).rejects.toMatchObject({
      code: 'ERR_WYNDRVR_BUSY',
      message: `Another wyndrvr measurement is stopped on this machine (process ${pid}), even after 0.001 s. Set WYNDRVR_OVERLAP=1 to measure anyway, or give --overlap.`,
    })
    holder.child.kill('SIGKILL')
    await (await lock).release()
  })

  test.skipIf(process.platform === 'win32')(
    'a holder that says that it is another process is not believed',
    async () => {
      const place = await placeOf()
      await using other = start(process.execPath, ['-e', 'setInterval(() => {}, 1e6)'])
      const connections: Socket[] = []
      const liar = createServer((socket) => {
        connections.push(socket.on('error', () => undefined))
        socket.write(`wyndrvr measuring ${other.child.pid}\n`)
      })
      await once(liar.listen(place), 'listening')
      const { lock, sentence } = await waitFor(place)
      liar.close()
      for (const socket of connections) socket.destroy()
      await (await lock).release()
      expect(sentence).toBe(
        `Another wyndrvr measurement is running on this machine (process ${process.pid}): waiting for it to end.`,
      )
    },
  )

  test('a wait that is stopped or takes too long ends with an error, and leaves the lock alone', async () => {
    const place = await placeOf()
    const lock = await take(place)
    const stop = new AbortController()
    const stopped = takeMeasuringLock({ place, signal: stop.signal })
    stop.abort()
    await expect(stopped).rejects.toMatchObject({ code: 'ERR_WYNDRVR_ABORTED' })
    await expect(takeMeasuringLock({ place, patience: 100 })).rejects.toMatchObject({
      code: 'ERR_WYNDRVR_BUSY',
      message: `Another wyndrvr measurement is running on this machine (process ${process.pid}), even after 0.1 s. Set WYNDRVR_OVERLAP=1 to measure anyway, or give --overlap.`,
    })
    await lock.release()
    await lock.release()
    await (await takeMeasuringLock({ place, patience: 0 })).release()
  })
})

describe.runIf(canBeAnotherUser())('a holder that belongs to another user', () => {
  const NOBODY = { uid: 65_534, gid: 65_534 }
  const LATER = { uid: 65_533, gid: 65_533 }
  const place = (): LockPlace => ({ path: `\0wyndrvr-test-${randomUUID()}` })
  const name = execFileSync('id', ['-un', String(NOBODY.uid)], { encoding: 'utf8' }).trim()

  test('is named as soon as it answers, with a way not to wait for it', async () => {
    const where = place()
    await using holder = holderProcess(where, NOBODY)
    await holder.printed(/has it/)
    const { pid } = holder.child
    const { lock, sentence } = await waitFor(where)
    const other = `Another wyndrvr measurement of the user ${name} is running on this machine (process ${pid})`
    const wayOut = 'Set WYNDRVR_OVERLAP=1 to measure anyway, or give --overlap.'
    expect(sentence).toBe(`${other}: waiting for it to end. ${wayOut}`)
    await expect(takeMeasuringLock({ place: where, patience: 100 })).rejects.toMatchObject({
      message: `${other}, even after 0.1 s. ${wayOut}`,
    })
    holder.child.kill('SIGKILL')
    await (await lock).release()
  })

  test('is known even if it does not answer and its process is not to be looked into', async () => {
    const where = place()
    await using holder = holderProcess(where, NOBODY)
    await holder.printed(/has it/)
    holder.child.kill('SIGSTOP')
    await using waiter = lockProcess(`{ place: ${JSON.stringify(where)}, onWait: console.log }`, LATER)
    const [sentence] = await waiter.printed(/^.*\n/)
    expect(sentence).toBe(
      'Another wyndrvr measurement of another user is running on this machine: waiting for it to end. Set WYNDRVR_OVERLAP=1 to measure anyway, or give --overlap.\n',
    )
    holder.child.kill('SIGKILL')
    await waiter.printed(/has it/)
  })

  test('cannot have the waiting user end a process of their own', async () => {
    const where = place()
    await using victim = start(process.execPath, ['-e', 'setInterval(() => {}, 1e6)'], LATER)
    const greet = `socket.on('error', () => {}).write('wyndrvr measuring ${victim.child.pid}\\n')`
    const listen = `.listen(${JSON.stringify(where)}, () => console.log('has it'))`
    const script = `require('node:net').createServer((socket) => ${greet})${listen}`
    await using liar = start(process.execPath, ['-e', script], NOBODY)
    await liar.printed(/has it/)
    victim.child.kill('SIGSTOP')
    await using waiter = lockProcess(`{ place: ${JSON.stringify(where)}, onWait: console.log }`, LATER)
    const [sentence] = await waiter.printed(/^.*\n/)
    expect(sentence).toBe(
      'Another wyndrvr measurement of another user is running on this machine: waiting for it to end. Set WYNDRVR_OVERLAP=1 to measure anyway, or give --overlap.\n',
    )
    liar.child.kill('SIGKILL')
    await waiter.printed(/has it/)
  })
})

test.each([
  ['greets in another protocol', 'SSH-2.0-OpenSSH_9.6\r\n'],
  ['says nothing', ''],
])(
  'another program on the port, which %s, is no lock, and measurements still take turns',
  async (_, greeting) => {
    const stranger = createServer((socket) => socket.on('error', () => undefined).write(greeting))
    stranger.listen(await portBeforeAFreeOne(), '127.0.0.1')
    await once(stranger, 'listening')
    onTestFinished(() => void stranger.close())
    const address = stranger.address()
    const place = { host: '127.0.0.1', port: typeof address === 'object' ? (address?.port ?? 0) : 0 }
    const lock = await take(place)
    const next = takeMeasuringLock({ place })
    let early = false
    void next.then(() => (early = true))
    await expect(takeMeasuringLock({ place, patience: 3500 })).rejects.toMatchObject({
      code: 'ERR_WYNDRVR_BUSY',
    })
    expect(early).toBe(false)
    await lock.release()
    await (await next).release()
  },
)

test('the environment sets the patience', async () => {
  const place = { host: '127.0.0.1', port: await freePort() }
  await take(place)
  vi.stubEnv('WYNDRVR_PATIENCE', '20ms')
  onTestFinished(() => void vi.unstubAllEnvs())
  await expect(takeMeasuringLock({ place })).rejects.toThrow('even after 0.02 s')
  vi.stubEnv('WYNDRVR_PATIENCE', 'long')
  await expect(takeMeasuringLock({ place })).rejects.toThrow('Expected a duration')
})

test('a place that is not available is an error that says how to measure anyway', async () => {
  const refused = takeMeasuringLock({ place: { host: '192.0.2.1', port: 20_573 } })
  await expect(refused).rejects.toMatchObject({ code: 'ERR_WYNDRVR_LISTEN' })
  await expect(refused).rejects.toThrow(/Set WYNDRVR_OVERLAP=1 to measure anyway/)
})

test('an environment variable lets measurements overlap', () => {
  const asked = ['1', 'true', 'yes'].map((WYNDRVR_OVERLAP) => overlapAsked({ WYNDRVR_OVERLAP }))
  const not = ['', '0', 'false'].map((WYNDRVR_OVERLAP) => overlapAsked({ WYNDRVR_OVERLAP }))
  expect([asked, not, overlapAsked({})]).toEqual([[true, true, true], [false, false, false], false])
})

async function take(place: LockPlace): Promise<MeasuringLock> {
  const lock = await takeMeasuringLock({ place })
  taken.push(lock)
  return lock
}

/** A free port whose successor is free too. */
async function portBeforeAFreeOne(): Promise<number> {
  for (;;) {
    const port = await freePort()
    const next = createServer()
    const free = await Promise.race([
      once(next.listen(port + 1, '127.0.0.1'), 'listening').then(() => true),
      once(next, 'error').then(() => false),
    ]).catch(() => false)
    next.close()
    if (free) return port
  }
}

/** Starts to wait; resolves with the sentence that says so. */
async function waitFor(place: LockPlace): Promise<{ lock: Promise<MeasuringLock>; sentence: string }> {
  let lock = Promise.reject<MeasuringLock>(new Error('It has not begun.'))
  lock.catch(() => undefined)
  const sentence = await new Promise<string>((resolve) => {
    lock = takeMeasuringLock({ place, onWait: resolve })
  })
  return { lock, sentence }
}

function holderProcess(place: LockPlace, user: SpawnOptions = {}): Running {
  return lockProcess(`{ place: ${JSON.stringify(place)} }`, user)
}

/** @param options as source text */
function lockProcess(options: string, user: SpawnOptions): Running {
  const module = pathToFileURL(join(ROOT, 'src/host/measuring-lock.ts')).href
  const script = `import(${JSON.stringify(module)}).then(async ({ takeMeasuringLock }) => {
    await takeMeasuringLock(${options})
    console.log('has it')
    setInterval(() => {}, 1e6)
  })`
  return start(process.execPath, ['-e', script], user)
}

/** Whether a test can start processes of other users; if not, says why on standard error. */
function canBeAnotherUser(): boolean {
  if (process.platform === 'linux' && process.getuid?.() === 0) return true
  process.stderr.write('Processes of other users: skipped. They need Linux and root.\n')
  return false
}

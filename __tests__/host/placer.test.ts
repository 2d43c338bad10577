import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { describe, expect, test } from 'vitest'

import { cpusText } from '../../src/host/cpu-list.ts'
import { planPlacement } from '../../src/host/placement.ts'
import { messageOf } from '../../src/errors.ts'
import { ALLOWED, CANNOT_PLACE } from '../support/machine/cpus-of.ts'
import { ROOT, run, start } from '../support/programs/processes.ts'

/** Places itself for each line on its standard input, and prints what its placer says and the CPUs it may use. */
const CLIENT = [
  '--input-type=module',
  '-e',
  `import { createInterface } from 'node:readline'
  import { allowedCpus } from '${ROOT}src/host/cpu-list.ts'
  import { Placer } from '${ROOT}src/host/placer.ts'
  const placer = new Placer(process.argv[1])
  const tell = () => console.log(JSON.stringify({ ...placer.facts, at: allowedCpus() }))
  tell()
  for await (const part of createInterface(process.stdin)) {
    placer.client(part)
    tell()
  }`,
]

/** Prints the CPUs of each thread, in one line while a worker thread is placed, and in one after it. */
const WORKER = `
  import { readdirSync } from 'node:fs'
  import { lookup } from 'node:dns/promises'
  import { workerData } from 'node:worker_threads'
  import { cpusText, threadCpus } from 'file://${ROOT}src/host/cpu-list.ts'
  import { Placer } from 'file://${ROOT}src/host/placer.ts'
  const folder = '/proc/self/task'
  const tell = () => console.log(readdirSync(folder).map((id) => cpusText(threadCpus(folder + '/' + id) ?? [])).join(' '))
  const placer = new Placer(workerData)
  placer.client('transfers')
  tell()
  // It is looked up in Node's thread pool.
  await lookup('localhost')
  placer[Symbol.dispose]()
  tell()`

const MAIN = `
  import { Worker } from 'node:worker_threads'
  const worker = new URL('data:text/javascript,' + encodeURIComponent(${JSON.stringify(WORKER)}))
  new Worker(worker, { workerData: process.argv[1] })`

test.each(['', 'some', '0-', '3-1', '0,,1', '99999', '-1', 'AUTO'])(
  '%j is not a valid placement',
  (placement) => {
    expect(() => planPlacement(placement)).toThrow(
      `placement must be 'auto', 'none' or a list of CPUs such as '0-2,5', got '${placement}'.`,
    )
  },
)

describe.skipIf(CANNOT_PLACE)('a placer', () => {
  test('without taskset places nothing and says why, unless CPUs were named', async () => {
    const env = { ...process.env, PATH: mkdtempSync(join(tmpdir(), 'wyndrvr-no-programs-')) }
    const why = 'Processes were not placed on CPUs: taskset could not be run (spawnSync taskset ENOENT).'
    const placed = await run(process.execPath, [...CLIENT, 'auto'], { env })
    expect(JSON.parse(placed.stdout)).toMatchObject({
      programs: null,
      transfers: null,
      reason: why,
      at: ALLOWED,
    })
    const named = await run(process.execPath, [...CLIENT, '0'], { env })
    expect(named.stderr).toContain(`placement '0' is not possible. ${why}`)
  })

  test('in a worker thread moves only that thread, and leaves no thread where it was', async () => {
    const [first = 0] = ALLOWED
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', MAIN, String(first)])
    const [during = [], after = []] = stdout
      .trim()
      .split('\n')
      .map((line) => line.split(' '))
    expect(during.filter((cpus) => cpus !== cpusText(ALLOWED))).toEqual([String(first)])
    expect([...new Set(after)]).toEqual([cpusText(ALLOWED)])
  })

  test('with one CPU places nothing and says why', async () => {
    const [only = 0] = ALLOWED
    const { stdout } = await run('taskset', ['-c', String(only), process.execPath, ...CLIENT, 'auto'])
    expect(JSON.parse(stdout)).toMatchObject({
      programs: null,
      transfers: null,
      latency: null,
      reason: 'Processes were not placed on CPUs: this process may use only one.',
      at: [only],
    })
  })

  test('whose CPU is taken away while it measures stops placing and says so', async ({ skip }) => {
    await using group = makeCpuset()
    skip(group.obstacle !== null, `This machine does not let a test change a cpuset: ${group.obstacle}`)
    await using client = start(process.execPath, [...CLIENT, 'auto'], { stdio: 'pipe' })
    const told = async (lines: number): Promise<unknown> => {
      const [text] = await client.printed(new RegExp(`^(?:.*\n){${lines}}`))
      return JSON.parse(text.trimEnd().split('\n').at(-1) ?? '')
    }
    await told(1)
    group.add(client.child.pid ?? 0)
    client.child.stdin?.write('transfers\n')
    const before = await told(2)
    expect(before).toEqual({ ...Object(before), transfers: String(Object(before).at), reason: null })
    const left = ALLOWED.filter((cpu) => cpu !== Object(before).at[0])
    group.limit(cpusText(left))
    client.child.stdin?.write('transfers\n')
    expect(await told(3)).toMatchObject({
      reason: expect.stringMatching(
        /^Could not keep processes on their CPUs: taskset said '.*Invalid argument'\.$/,
      ),
      at: left,
    })
  })
})

/** A cpuset of the kernel's, whose processes may use fewer CPUs than this one. */
interface Cpuset extends AsyncDisposable {
  /** Why there is none; `null` if there is one. */
  readonly obstacle: string | null
  readonly add: (pid: number) => void
  readonly limit: (cpus: string) => void
}

/** Makes a cpuset, which needs root and a hierarchy of either version of control groups. */
function makeCpuset(): Cpuset {
  const reasons: string[] = []
  for (const parent of ['/sys/fs/cgroup/cpuset', '/sys/fs/cgroup']) {
    const folder = `${parent}/wyndrvr-test-${process.pid}`
    try {
      mkdirSync(folder)
      const write = (name: string, text: string): void => writeFileSync(`${folder}/${name}`, text)
      const mems = ['cpuset.mems', 'cpuset.mems.effective'].map((name) => textOf(`${parent}/${name}`))
      write('cpuset.mems', mems.find((text) => text !== '') ?? '')
      write('cpuset.cpus', cpusText(ALLOWED))
      return {
        obstacle: null,
        add: (pid) => write('cgroup.procs', String(pid)),
        limit: (cpus) => write('cpuset.cpus', cpus),
        [Symbol.asyncDispose]: async () => rmdirSync(folder),
      }
    } catch (error) {
      reasons.push(messageOf(error))
      if (existsSync(folder)) rmdirSync(folder)
    }
  }
  const none = (): void => undefined
  return {
    obstacle: reasons.join('; '),
    add: none,
    limit: none,
    [Symbol.asyncDispose]: async () => undefined,
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch {
    return ''
  }
}

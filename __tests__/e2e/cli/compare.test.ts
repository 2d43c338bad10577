import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'

import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { freePort } from '../../../src/host/free-port.ts'
import { readDocument } from '../../../src/results/document.ts'
import { judgeComparison } from '../../../src/verdict/comparison.ts'
import { expectFree } from '../../support/machine/expect-free.ts'
import { skipBusy } from '../../support/machine/busy-machine.ts'
import { portOf, wyndrvr } from '../../support/programs/bins.ts'
import { startDelayProxy } from '../../support/peers/delay-proxy.ts'
import { startOneProcess } from '../../support/programs/one-process.ts'
import type { OneProcess } from '../../support/programs/one-process.ts'
import { childrenOf, gone, ROOT, start } from '../../support/programs/processes.ts'
import type { Ended, Running } from '../../support/programs/processes.ts'

const BIN = join(ROOT, 'lib/wyndrvr.js')

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wyndrvr-compare-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function compare(...words: readonly string[]): Running {
  return start(process.execPath, [BIN, 'compare', ...words])
}

function server(): Running {
  return start(process.execPath, wyndrvr('server --host 127.0.0.1 --port 0'))
}

function serverCommand(port: number): string {
  return `'${process.execPath}' '${BIN}' server --host 127.0.0.1 --port ${port}`
}

/** The exit code that the verdicts of a run which came to its end ask for. */
function codeFor(verdicts: readonly string[]): number {
  return verdicts.includes('worse') ? 1 : verdicts.includes('invalid') ? 3 : 0
}

describe('wyndrvr compare', () => {
  test('compares two servers and prints figures, pictures and one document; the verdicts set the exit code', async () => {
    await using one = server()
    await using two = server()
    const [base, head] = await Promise.all([portOf(one), portOf(two)])
    const file = join(folder, 'compared.json')
    const arms = ['--base', `127.0.0.1:${base}`, '--head', `127.0.0.1:${head}`]
    const page = join(folder, 'compared.html')
    const files = ['--output', file, '--html', page]
    const ended = await compare(...arms, '--budget', '2s', '--seed', '5', '--json', ...files).ended
    const document = readDocument(ended.stdout, 'stdout')
    expect(readFileSync(file, 'utf8')).toBe(ended.stdout)
    expect(readFileSync(page, 'utf8')).toContain('<caption>Medians and changes</caption>')
    expect(document.comparisons).toHaveLength(5)
    expect(ended.code).toBe(codeFor(document.verdicts.map(({ verdict }) => verdict)))
    expect(ended.stderr).toContain(
      `[COMPARE] base 127.0.0.1:${base}, head 127.0.0.1:${head}: download, latency, upload\n`,
    )
    expect(ended.stderr).toContain('[COMPARE] at most 2 s, margin 5 %, seed 5\n')
    for (const { sentence } of document.verdicts) expect(ended.stderr).toContain(`\n${sentence}\n`)
    for (const comparison of document.comparisons) {
      const { looks, method, verdict, sentence } = comparison
      const look = looks.at(-1)
      if (look === undefined) throw new Error('The comparison has no interim analysis.')
      const again = judgeComparison({ ...comparison, seed: method.seed, look, broken: [] })
      expect({ verdict: again.verdict, sentence: again.sentence }).toEqual({ verdict, sentence })
    }
    expect(
      Math.max(
        ...ended.stderr
          .split('\n')
          .filter((line) => /^ {4}/.test(line))
          .map(({ length }) => length),
      ),
    ).toBeLessThanOrEqual(80)
  })

  test('a path that adds 2 ms is worse, with exit code 1', async ({ skip }) => {
    await using running = server()
    const port = await portOf(running)
    await using proxy = await startDelayProxy(Number(port), 1, false)
    const arms = ['--base', `127.0.0.1:${port}`, '--head', `127.0.0.1:${proxy.port}`]
    const ended = await compare(...arms, '--measure', 'latency', '--budget', '6s').ended
    skipBusy(/^latency\.p50: cannot tell yet.*$/m.exec(ended.stdout)?.[0] ?? null, skip)
    expect(ended.stdout).toMatch(/^latency\.p50: worse: \+\d+(?:\.\d)? % /m)
    expect(ended).toMatchObject({ code: 1, stderr: '' })
  })

  test('starts and restarts both arms, and leaves neither running', async () => {
    const [base, head] = [await freePort(), await freePort()]
    const file = join(folder, 'started.json')
    const arms = ['--base', `127.0.0.1:${base}`, '--head', `127.0.0.1:${head}`]
    const commands = ['--base-cmd', serverCommand(base), '--head-cmd', serverCommand(head)]
    const ended = await compare(
      ...arms,
      ...commands,
      '--measure',
      'download',
      '--budget',
      '8s',
      '--restart',
      'each-block',
      // Wide enough for an early end.
      '--margin',
      '90%',
      '--output',
      file,
    ).ended
    expect(ended.stderr).toBe('')
    const [comparison] = readDocument(readFileSync(file, 'utf8'), file).comparisons
    expect(comparison?.arms.base.command).toEqual([
      process.execPath,
      BIN,
      'server',
      '--host',
      '127.0.0.1',
      '--port',
      `${base}`,
    ])
    expect(comparison?.blocks.length).toBeGreaterThan(1)
    expect(ended.code).toBe(codeFor([comparison?.verdict ?? '']))
    await expectFree(base, head)
  })

  test('Ctrl-C prints what was compared so far and stops both arms', async () => {
    const [base, head] = [await freePort(), await freePort()]
    const file = join(folder, 'stopped.json')
    const arms = ['--base', `127.0.0.1:${base}`, '--head', `127.0.0.1:${head}`]
    const commands = ['--base-cmd', serverCommand(base), '--head-cmd', serverCommand(head)]
    await using running = compare(
      ...arms,
      ...commands,
      '--margin',
      '0.1%',
      '--budget',
      '15s',
      '--output',
      file,
    )
    await running.printed(/^\[COMPARE\] \d+\.\d s: /m)
    const children = childrenOf(running.child.pid ?? 0)
    running.child.kill('SIGINT')
    const ended = await running.ended
    expect(ended.code).toBe(130)
    expect(readDocument(readFileSync(file, 'utf8'), file).comparisons).toHaveLength(5)
    for (const pid of children) await gone(pid)
    await expectFree(base, head)
  })
})

describe('a failed arm exits with 3 and one sentence', () => {
  async function failing(command: string, port: number, ...more: readonly string[]): Promise<Ended> {
    await using running = server()
    const base = await portOf(running)
    const arms = ['--base', `127.0.0.1:${base}`, '--head', `127.0.0.1:${port}`, '--head-cmd', command]
    const ended = await compare(...arms, '--measure', 'latency', ...more).ended
    expect(ended.code).toBe(3)
    expect(ended.stderr).not.toContain('    at ')
    return ended
  }

  test('for a program that does not exist', async () => {
    const ended = await failing('no-such-program --port 1', await freePort())
    expect(ended.stderr).toMatch(
      /^wyndrvr: The head command 'no-such-program --port 1' could not be started: no program has the name no-such-program\. Check the command, and PATH\.\n$/,
    )
  })

  test('for a program that exits at once', async () => {
    const ended = await failing(`sh -c 'echo "no license found" >&2; exit 7'`, await freePort())
    expect(ended.stderr).toMatch(
      /ended with exit code 7 before it answered at 127\.0\.0\.1:\d+\. Its last output: "no license found"\.\n$/,
    )
  })

  test('for a program that never answers', async () => {
    const port = await freePort()
    const ended = await failing('sleep 60', port, '--budget', '2s')
    expect(ended.stderr).toContain(
      `The head command 'sleep 60' did not answer at 127.0.0.1:${port} within 2 s: Connecting to 127.0.0.1:${port} failed: the connection was refused. Start a server there, or check the host and port. It printed nothing.\n`,
    )
  })

  test('for a program that is killed while it is measured', async () => {
    const [base, head] = [await freePort(), await freePort()]
    const file = join(folder, 'died.json')
    const arms = ['--base', `127.0.0.1:${base}`, '--head', `127.0.0.1:${head}`]
    const commands = ['--base-cmd', serverCommand(base), '--head-cmd', serverCommand(head)]
    const more = ['--measure', 'download', '--margin', '0.1%', '--budget', '20s', '--output', file]
    await using comparing = compare(...arms, ...commands, ...more)
    await comparing.printed(/^\[COMPARE\] \d+\.\d s: /m)
    // An arm killed during its own restart goes unnoticed, so the next ones are killed too.
    while (comparing.child.exitCode === null) {
      for (const child of childrenOf(comparing.child.pid ?? 0)) kill(child)
      await Promise.race([comparing.ended, once(comparing.child, 'exit'), setTimeout(50)])
    }
    const ended = await comparing.ended
    expect(ended.code).toBe(3)
    expect(ended.stderr).toMatch(
      /^wyndrvr: The (base|head) command '.*' ended by SIGKILL (before it answered|while it was measured) at 127/,
    )
    const { verdicts } = readDocument(readFileSync(file, 'utf8'), file)
    expect(verdicts).toMatchObject([{ metric: 'download.mbps', verdict: 'invalid' }])
  })

  test('for a port that another server already uses', async () => {
    await using other = server()
    const port = Number(await portOf(other))
    const ended = await failing(serverCommand(port), port)
    expect(ended.stderr).toContain(
      `was not started: another program is already listening on 127.0.0.1:${port}.\n`,
    )
  })

  test('for a server that does not run', async () => {
    const port = await freePort()
    const ended = await compare('--base', `127.0.0.1:${port}`, '--head', `127.0.0.1:${port}`).ended
    expect(ended).toMatchObject({ code: 3 })
    expect(ended.stderr).toContain(`Connecting to 127.0.0.1:${port} failed: the connection was refused`)
  })
})

describe('a usage error exits with 2', () => {
  let commands: OneProcess
  beforeAll(() => {
    commands = startOneProcess()
  })
  afterAll(async () => commands[Symbol.asyncDispose]())

  const arms = ['--base', '127.0.0.1:5001', '--head', '127.0.0.1:5002']
  test.each([
    ['--base is missing: give --base and --head, or several --arm name=host:port.', []],
    ['--head is missing', ['--base', '127.0.0.1:5001']],
    ['A comparison has 2 to 8 arms, got 1.', ['--arm', 'one=127.0.0.1:5001']],
    ['It must be a name and a value', ['--arm', '127.0.0.1:5001']],
    ['--head and --arm cannot both be given', [...arms, '--arm', 'one=127.0.0.1:5001'].slice(2)],
    [
      "No --arm has the name 'two': the arms are one.",
      ['--arm', 'one=127.0.0.1:5001', '--arm-cmd', 'two=./two'],
    ],
    ['--arm-cmd, --arm-pid and --arm-from need --arm', [...arms, '--arm-pid', 'one=1']],
    ['--arm-cmd, --arm-pid and --arm-from need --arm', [...arms, '--arm-from', 'one=env']],
    ['--base-from and --arm cannot both be given', ['--arm', 'one=127.0.0.1:5001', '--base-from', 'env']],
    ['It must name a program', [...arms, '--from', ' ']],
    ['Expected a server as host:port', ['--base', 'nowhere', '--head', '127.0.0.1:5002']],
    [
      "'jitter' is not one of download, latency, latency.p50, latency.p95, latency.p99, http.latency",
      [...arms, '--measure', 'jitter'],
    ],
    ['Expected a percentage such as 0.1%', [...arms, '--margin', 'five']],
    ['margin must be a share from 0.001 to 0.9', [...arms, '--margin', '95%']],
    ['budget must be from 2s to 10min', [...arms, '--budget', '11min']],
    ['It must name a program', [...arms, '--head-cmd', ' ']],
    ['has an open quote', [...arms, '--head-cmd', `sh -c 'oops`]],
  ])('%s', async (sentence, words) => {
    const ended = await commands.wyndrvr(['compare', ...words])
    expect(ended.stderr).toContain(sentence)
    expect(ended.code).toBe(2)
  })
})

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has just exited.
  }
}

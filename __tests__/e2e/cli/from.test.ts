import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { readDocument } from '../../../src/results/document.ts'
import type { ResultDocument } from '../../../src/results/types.ts'
import { unlikeFields } from '../../agent/shape.ts'
import { skipBusy } from '../../support/machine/busy-machine.ts'
import { processesMarked, ROOT } from '../../support/programs/processes.ts'
import type { Ended } from '../../support/programs/processes.ts'
import { serve, wyndrvr } from './commands.ts'
import type { ServerCommand } from './commands.ts'

/** A comparison that ends as soon as a few blocks are measured. */
const SOON = ['--budget', '6s', '--margin', '90%', '--restart', 'off'] as const

describe('wyndrvr client --from', () => {
  let server: ServerCommand
  beforeAll(async () => {
    server = await serve()
  })
  afterAll(async () => server[Symbol.asyncDispose]())

  const client = async (...words: string[]): Promise<Ended> =>
    wyndrvr('client', '--host', '127.0.0.1', '--port', server.port, ...words).ended

  test('writes the document of a client in this process, field for field, for every kind of measurement', async () => {
    const sockets = ['--timeout', '9s', '--bind', '127.0.0.1']
    const words = ['--test', 'full', '--duration', '150ms', '--placement', 'auto', ...sockets, '--json']
    const [here, away] = [await client(...words), await client('--from', 'env', ...words)]
    const [expected, found] = [documentOf(here), documentOf(away)]
    expect(unlikeFields({ ...expected, measurements: [] }, { ...found, measurements: [] })).toEqual([])
    // What was asked for is the same, not only its fields.
    expect(found.target).toEqual(expected.target)
    expect(found.target).toMatchObject({ timeout: 9000, local: { bind: '127.0.0.1' } })
    const asked = ({ measurements }: ResultDocument): readonly unknown[] =>
      measurements.map((one) => [one.kind, one.asked])
    expect(asked(found)).toEqual(asked(expected))
    const unlike = expected.measurements.flatMap((one, index) =>
      unlikeFields(one, found.measurements[index], one.kind),
    )
    expect(unlike).toEqual([])
    expect(found.environment).toMatchObject({
      client: { node: process.versions.node },
      server: { node: process.versions.node },
      placement: { asked: 'auto' },
    })
  })

  test('prints the same lines, and judges thresholds', async ({ skip }) => {
    const words = ['--test', 'latency', '--count', '10', '--threshold', 'latency.p50 < 0.000001ms']
    const [here, away] = [await client(...words), await client('--from', 'env', ...words)]
    skipBusy(/^ {2}NOT JUDGED.*/m.exec(away.stdout)?.[0] ?? null, skip)
    expect(away.code).toBe(1)
    const shown = ({ stdout }: Ended): string =>
      stdout.replaceAll(/[\d.]+ (?:ms|µs|ns|%)/g, 'N').replaceAll(/[\u2581-\u2588 ]+/g, ' ')
    const lines = (ended: Ended): readonly string[] => shown(ended).split('\n').slice(0, 6)
    expect(lines(away)).toEqual(lines(here))
    expect(away.stdout).toContain('FAILED')
  })

  test('writes events while it measures', async () => {
    const { stdout } = await client(
      '--from',
      'env',
      '--test',
      'download',
      '--duration',
      '300ms',
      '--json-stream',
    )
    const events = stdout
      .trimEnd()
      .split('\n')
      .map((line): string => JSON.parse(line).event)
    expect(events[0]).toBe('start')
    expect(events.slice(-2)).toEqual(['measurement', 'end'])
    expect(events.filter((event) => event === 'interval')).toHaveLength(3)
  })

  test('says in a sentence why it cannot measure, and exits with 3', async () => {
    const { code, stderr, stdout } = await client(
      '--json',
      '--from',
      'sh -c "echo no such place >&2; exit 4" agent',
    )
    expect(code).toBe(3)
    expect(stderr).toMatch(
      /^wyndrvr: The agent 'sh -c .* agent' ended with exit code 4 before it was ready\. Its last output: "no such place"\.\n$/,
    )
    expect(documentOf({ code: 0, stdout, stderr, signal: null }).measurements).toEqual([])
  })

  test('measures from several places together, with a document of all', async () => {
    const { code, stdout, stderr } = await client(
      '--from',
      'env',
      '--from',
      'env PLACE=b',
      '--test',
      'latency',
      '--count',
      '5',
      '--json',
    )
    expect(code).toBe(0)
    const { measurements, together } = readDocument(stdout, 'stdout')
    expect(measurements).toMatchObject([{ client: 1 }, { client: 2 }])
    expect(together).toMatchObject({
      clients: [
        { client: 1, from: ['env'] },
        { client: 2, from: ['env', 'PLACE=b'] },
      ],
      starts: [{ test: 'latency', clients: 2 }],
    })
    expect(stderr).toContain('  Client 2: from env PLACE=b\n')
    expect(stderr).toMatch(/\[CONCURRENT\] The clients began the test within \S+ \S+ \(clocks compared to /)
  })

  test('ends with a partial document at Ctrl-C, and leaves no agent behind', async () => {
    const mark = `WYNDRVR_TEST_FROM=${crypto.randomUUID()}`
    const running = wyndrvr(
      'client',
      '--host',
      '127.0.0.1',
      '--port',
      server.port,
      '--from',
      `env ${mark}`,
      '--test',
      'download',
      '--duration',
      '60s',
      '--json-stream',
    )
    await running.printed(/"event":"interval"/)
    running.child.kill('SIGINT')
    const { code, stdout } = await running.ended
    expect(code).toBe(130)
    expect(stdout).toMatch(/"event":"measurement".*Cut off when/)
    if (process.platform === 'linux') expect(processesMarked(mark)).toEqual([])
  })

  test('cannot be combined with --concurrent', async () => {
    const { code, stderr } = await client('--from', 'env', '--concurrent', '2')
    expect([code, stderr]).toEqual([
      2,
      'wyndrvr: --concurrent cannot be combined with --from. Give --from several times, once for each client.\n',
    ])
  })
})

test('the command agent is what --from can name', async () => {
  await using server = await serve()
  const agent = `'${process.execPath}' '${ROOT}lib/wyndrvr.js' agent`
  const { code, stdout } = await wyndrvr(
    'client',
    '--host',
    '127.0.0.1',
    '--port',
    server.port,
    '--from',
    agent,
    '--test',
    'latency',
    '--json',
  ).ended
  expect(code).toBe(0)
  expect(readDocument(stdout, 'stdout').measurements).toMatchObject([{ kind: 'latency', received: 10 }])
})

describe('wyndrvr compare --from', { concurrent: true }, () => {
  test('compares two places of one server', async () => {
    await using server = await serve()
    const { code, stdout, stderr } = await wyndrvr(
      'compare',
      '--base',
      `127.0.0.1:${server.port}`,
      '--base-from',
      'env',
      '--head-from',
      'env PLACE=b',
      '--measure',
      'latency',
      ...SOON,
      '--json',
    ).ended
    const [comparison] = readDocument(stdout, 'stdout').comparisons
    expect(comparison?.arms).toMatchObject({
      base: { port: Number(server.port), from: ['env'] },
      head: { port: Number(server.port), from: ['env', 'PLACE=b'] },
    })
    expect(stderr).toContain(
      `base 127.0.0.1:${server.port} from 'env', head 127.0.0.1:${server.port} from 'env PLACE=b'`,
    )
    // Not a failure, whatever the noise of this machine.
    expect([0, 1, 3]).toContain(code)
  })

  test('measures both servers from one place', async () => {
    await using server = await serve()
    const { stdout } = await wyndrvr(
      'compare',
      '--base',
      `127.0.0.1:${server.port}`,
      '--head',
      `127.0.0.1:${server.port}`,
      '--from',
      'env',
      '--measure',
      'latency',
      ...SOON,
      '--json',
    ).ended
    const [comparison] = readDocument(stdout, 'stdout').comparisons
    expect(comparison?.arms).toMatchObject({ base: { from: ['env'] }, head: { from: ['env'] } })
  })

  test('measures one of several arms from another place', async () => {
    await using server = await serve()
    const { stdout } = await wyndrvr(
      'compare',
      '--arm',
      `a=127.0.0.1:${server.port}`,
      '--arm',
      `b=127.0.0.1:${server.port}`,
      '--arm-from',
      'b=env',
      '--measure',
      'latency',
      ...SOON,
      '--json',
    ).ended
    const [comparison] = readDocument(stdout, 'stdout').comparisons
    expect(comparison?.arms.base).not.toHaveProperty('from')
    expect(comparison?.arms.head).toMatchObject({ name: 'b', from: ['env'] })
  })

  test('needs a second server or a second place', async () => {
    const { code, stderr } = await wyndrvr('compare', '--base', '127.0.0.1:1').ended
    expect([code, stderr]).toEqual([
      2,
      'wyndrvr: --head is missing: give --base and --head, or several --arm name=host:port.\n',
    ])
  })
})

function documentOf({ code, stdout, stderr }: Ended): ResultDocument {
  if (code !== 0) throw new Error(`The client ended with ${code}:\n${stderr}`)
  return readDocument(stdout, 'stdout')
}

import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { readDocument } from '../../../src/results/document.ts'
import { portOf, wyndrvr } from '../../support/programs/bins.ts'
import { startOneProcess } from '../../support/programs/one-process.ts'
import type { OneProcess } from '../../support/programs/one-process.ts'
import { run, start } from '../../support/programs/processes.ts'

describe('options of sockets that cannot be set are refused before anything starts', () => {
  let commands: OneProcess
  beforeAll(() => {
    commands = startOneProcess()
  })
  afterAll(async () => commands[Symbol.asyncDispose]())

  test.each([
    ['--mss 1400', 'mss 1400 cannot be set by a program on Node. Leave mss out,'],
    ['--congestion bbr', 'congestion bbr cannot be set by a program on Node. Leave congestion out,'],
    ['--window 64KiB', 'window sets the socket buffers of UDP only, because Node cannot set those of TCP.'],
    ['--dscp ef --udp', 'dscp marks TCP packets only, because Node cannot mark datagrams.'],
    ['--dscp ef --test full', 'dscp marks TCP packets only, because Node cannot mark datagrams.'],
    ['--dscp ef --mtu-probe', 'dscp marks TCP packets only, because Node cannot mark datagrams.'],
    [
      '--dscp best',
      "dscp must be a number from 0 to 63, or one of ef, va, le, cs0 to cs7 and af11 to af43, got 'best'.",
    ],
    ['--bind nowhere0', 'bind must be an address or an interface of this machine ('],
    ['--source-port 40000 --test latency,connect', '--source-port cannot be combined with --test connect,'],
    ['--source-port 40000 --test loaded', '--source-port cannot be combined with --test loaded,'],
    ['--source-port 40000 --test full', '--source-port cannot be combined with --test full,'],
    ['--source-port 40000 --concurrent 2', '--source-port cannot be combined with --concurrent:'],
    ['--mtu-probe --concurrent 2', '--mtu-probe cannot be combined with --concurrent:'],
    [
      '--mtu-probe --from env --from env',
      '--mtu-probe cannot be combined with several --from, whose paths differ.',
    ],
    ['--mtu-probe --dialect seed', '--mtu-probe cannot be combined with --dialect seed, which has no UDP.'],
    [
      '--mtu-probe --dialect iperf3',
      '--mtu-probe cannot be combined with --dialect iperf3, which has no echo.',
    ],
  ])('%s', async (words, sentence) => {
    const ended = await commands.wyndrvr(`client --host 127.0.0.1 --port 1 ${words}`.split(' '))
    expect(ended).toMatchObject({ code: 2, stdout: '' })
    expect(ended.stderr).toContain(`wyndrvr: ${sentence}`)
  })

  test('-4 and -6 exclude each other', async () => {
    const ended = await commands.wyndrvr(['client', '-4', '-6'])
    expect(ended).toMatchObject({ code: 2, stdout: '' })
    expect(ended.stderr).toContain("option '-4, --ipv4' cannot be used with option '-6, --ipv6'")
  })
})

test.runIf(process.platform === 'linux')('the document says how sockets were opened', async () => {
  await using server = start(process.execPath, wyndrvr('server --host 127.0.0.1 --port 0'))
  const port = await portOf(server)
  const asked = '-4 --bind 127.0.0.2 --window 65536'
  const line = `client --host localhost --port ${port} ${asked} --udp --test upload --duration 50ms --json`
  const ended = await run(process.execPath, wyndrvr(line))
  expect(ended.code).toBe(0)
  expect(readDocument(ended.stdout, 'stdout').target).toMatchObject({
    host: 'localhost',
    local: { family: 4, bind: '127.0.0.2', window: 65_536 },
  })
})

import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { widthOf } from '../../src/report/terminal/width.ts'
import { portOf, wyndrvr } from '../support/programs/bins.ts'
import { run, start } from '../support/programs/processes.ts'
import type { Running } from '../support/programs/processes.ts'
import { hasTmux, tmuxTerminal } from './tmux.ts'

/** A download that a busy machine can do beside others, in a time in which it can be looked at. */
const DOWNLOAD = '--test download --duration 2s --rate 20Mbit/s'
const LIVE = /^download {2}\d\.\d \/ 2\.0 s {2}━*─* {2}[\d.]+ [kMG]bps$/

let server: Running
let port = ''
beforeAll(async () => {
  server = start(process.execPath, wyndrvr('server --host 127.0.0.1 --port 0'))
  port = await portOf(server)
})
afterAll(async () => server[Symbol.asyncDispose]())

// Each test watches a slow download in its own terminal.
describe.runIf(hasTmux())('in a real terminal', { concurrent: true }, () => {
  test.each([60, 80, 160])('of %i columns a download is shown live, and its report fits', async (columns) => {
    await using terminal = await tmuxTerminal(columns, client(DOWNLOAD))
    const running = await terminal.shows(LIVE)
    expect(running.filter((line) => line.startsWith('download'))).toHaveLength(1)
    expect(widthOf(running.at(-1) ?? '')).toBeLessThan(columns)
    expect(await terminal.knows('cursor_flag')).toBe('1')

    const lines = await terminal.shows(/^ended/)
    // `ended` starts a new line, as a shell prompt would.
    expect(lines.at(-1)).toBe('ended 0')
    expect(lines.filter((line) => LIVE.test(line))).toEqual([])
    expect(lines).toContain(`[CLIENT] Connected to localhost:${port}`)
    expect(lines).toContain('─'.repeat(Math.min(columns, 120)))
    expect(lines).toContainEqual(expect.stringMatching(/^[ ✗] download +[\d.]+ Mbps .*[▁▂▃▄▅▆▇█]{4}/))
    expect(lines.join('\n')).toMatch(/^[✓✗] The measurement is (not )?trustworthy/m)
    // tmux would join a wrapped line.
    expect(await terminal.screen('joined')).toEqual(lines)
    expect((await terminal.screen('colored')).join('')).toContain('\u001B[')
  })

  // A busy machine may show nothing of the 2 s of a download.
  test('with NO_COLOR it is shown live too, without colors', { retry: 2 }, async () => {
    await using terminal = await tmuxTerminal(80, client(DOWNLOAD), { NO_COLOR: '1' })
    await terminal.shows(LIVE)
    expect((await terminal.screen('colored')).join('')).not.toContain('\u001B')
    await terminal.shows(/^ended 0$/)
    expect((await terminal.screen('colored')).join('')).not.toContain('\u001B')
  })

  test.each([{ CI: 'true' }, { TERM: 'dumb' }])('with %j only plain lines are printed', async (env) => {
    const words = '--test download --duration 1s --rate 20Mbit/s'
    await using terminal = await tmuxTerminal(80, client(words), env)
    await terminal.shows(/^ended 0$/)
    const written = await terminal.written()
    // Neither a terminal's command, nor a return but that before a new line.
    expect(written).not.toMatch(/(?!\r*\n)\p{Cc}/u)
    expect(written).toContain('\nResults of localhost')
  })

  test('that is made narrower, the live line is cut and leaves nothing behind', { retry: 2 }, async () => {
    await using terminal = await tmuxTerminal(80, client(DOWNLOAD))
    await terminal.shows(LIVE)
    await terminal.resize(40)
    const cut = await terminal.shows(/^download {2}\d\.\d \/ 2\.0 s {2}[\d.]+ Mbps$/)
    expect(cut.filter((line) => /^download|─|━/.test(line))).toHaveLength(1)
    const lines = await terminal.shows(/^ended 0$/)
    expect(lines).toContain('─'.repeat(40))
    expect(lines.filter((line) => /^download {2}|━/.test(line))).toEqual([])
  })

  test('Ctrl-C clears the live line and prints what was measured', async () => {
    await using terminal = await tmuxTerminal(80, client('--test download --duration 50s --rate 20Mbit/s'))
    await terminal.shows(/^download {2}\d\.\d \/ 50\.0 s .* [\d.]+ Mbps$/)
    await terminal.press('C-c')
    const lines = await terminal.shows(/^ended/)
    expect(lines.at(-1)).toBe('ended 130')
    expect(lines.filter((line) => /^download {2}|━|\^C/.test(line))).toEqual([])
    expect(lines).toContain('✗ The measurement is not trustworthy:')
    expect(lines).toContainEqual(expect.stringMatching(/^wyndrvr: .* was stopped\.$/))
  })

  test('pings are printed above the live line', async () => {
    const words = '--test latency --duration 2s --interval 100ms --report-interval 500ms --no-busy-poll'
    await using terminal = await tmuxTerminal(80, client(words))
    const lines = await terminal.shows(/^latency {2}\d\.\d \/ 2\.0 s {2}━*─* {2}p50 [\d.]+ [µm]s$/)
    expect(lines.at(-2)).toMatch(/^ {2}Ping \d+: /)
    await terminal.shows(/^ended 0$/)
  })
})

test('without a terminal, only plain lines and a report of 80 columns are printed', async () => {
  const words = '--test download --duration 500ms --rate 20Mbit/s'
  const ended = await run(process.execPath, wyndrvr(`client --port ${port} ${words}`))
  expect(ended).toMatchObject({ code: 0, stderr: '' })
  expect(ended.stdout).not.toMatch(/(?!\n)\p{Cc}/u)
  expect(ended.stdout).toContain(`\n${'─'.repeat(80)}\n`)
})

test('everything is measured and shown in one report', async () => {
  const words = '--test full --duration 200ms --warmup 100ms --json-stream'
  const ended = await run(process.execPath, wyndrvr(`client --port ${port} ${words}`))
  const events = ended.stdout
    .trimEnd()
    .split('\n')
    .map((line): unknown => JSON.parse(line))
  expect(events.at(-1)).toMatchObject({ event: 'end', exitCode: 0, error: null })
  expect(ended.stderr.match(/^\[CLIENT\] Starting /gm)?.length).toBeGreaterThanOrEqual(9)
  expect(ended.stderr).not.toMatch(/Statistics:|speed:|Ping|TEST SUMMARY/)
  expect(ended.stderr).toMatch(/^Results of /m)
  for (const section of ['LATENCY', 'THROUGHPUT', 'LOADED LATENCY', 'UDP', 'CONNECT RATE']) {
    expect(ended.stderr).toMatch(new RegExp(`^${section} `, 'm'))
  }
})

test('against a server of the seed dialect, unsupported tests are skipped without an error', async () => {
  const words = `client --port ${port} --test full --dialect seed --count 3 --size 0.1`
  const ended = await run(process.execPath, wyndrvr(words))
  expect(ended).toMatchObject({ code: 0, stderr: '' })
  expect(ended.stdout).toContain(
    '\n[CLIENT] Skipped because they need the native dialect: open-loop latency, bidirectional, loaded latency, UDP latency, UDP\n',
  )
  expect(ended.stdout).toContain('\nResults of localhost')
})

function client(words: string): readonly string[] {
  return [process.execPath, ...wyndrvr(`client --port ${port} ${words}`)]
}

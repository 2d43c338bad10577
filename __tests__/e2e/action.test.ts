import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, test } from 'vitest'

import { connect, startServer } from '../../src/index.ts'
import { parseHostPort } from '../../src/address.ts'
import { readDocument } from '../../src/results/document.ts'
import { STATES } from '../../src/verdict/run-state.ts'
import { MODES } from '../../src/server/mode.ts'
import { BROKEN, KEPT, MEASURED, QUICK } from '../support/action/examples.ts'
import { ALLOWED, CANNOT_PLACE, cpusOf } from '../support/machine/cpus-of.ts'
import { skipIfBusyStep } from '../support/machine/busy-machine.ts'
import { childrenOf, gone, isAlive, processesMarked, ROOT } from '../support/programs/processes.ts'
import { startUdpRelay } from '../support/peers/udp-relay.ts'
import { Job, runStep } from '../support/action/runner.ts'

const SERVER = `'${process.execPath}' '${join(ROOT, 'lib/wyndrvr.js')}' server --host 127.0.0.1 --port {port}`
const ON_LINUX = process.platform === 'linux'

describe.each(MODES)('in %s mode', (mode) => {
  test('it measures, writes summary, outputs and document, and stops the server at the end of the job', async ({
    skip,
  }) => {
    using job = new Job({ inputs: { mode, duration: '100ms' } })
    const main = await job.main()
    expect(main.stderr).toBe('')
    expect(main.code).toBe(0)
    if (main.outputs['verdict'] === 'invalid') {
      await job.post()
      skipIfBusyStep(main, skip)
    }
    expect(main.outputs).toMatchObject({ passed: 'true', verdict: 'pass', loss: '0' })
    for (const name of ['latency-p50', 'jitter', 'download-mbps', 'upload-mbps']) {
      expect(Number(main.outputs[name])).toBeGreaterThan(0)
    }
    const path = main.outputs['results'] ?? ''
    const document = readDocument(readFileSync(path, 'utf8'), path)
    expect(document.measurements.map(({ kind }) => kind)).toEqual([
      'latency',
      'throughput',
      'throughput',
      'loaded',
      'latency',
      'datagram',
      'datagram',
    ])
    expect(document.measurements.at(4)).toMatchObject({ transport: 'udp' })
    expect(String(document.measurements[0]?.kind === 'latency' && document.measurements[0].p50)).toBe(
      main.outputs['latency-p50'],
    )
    expect(main.summary).toMatch(MEASURED)
    expect(main.summary).toContain(`${mode} mode`)
    // The sender chose that rate.
    expect(main.summary).not.toContain('udp.download.mbps')
    expect(readFileSync(main.outputs['summary-file'] ?? '', 'utf8').trim()).toBe(main.summary.trim())
    expect(main.outputs['report-url']).toBe('https://github.com/octo-org/octo-repo/actions/runs/4242')

    const server = Number(job.state['server'])
    const processes = [server, ...childrenOf(server)]
    expect(processes.map(isAlive)).not.toContain(false)
    const post = await job.post()
    expect(post.code).toBe(0)
    expect(post.stdout).toContain(`Stopped the server (process ${server})`)
    expect(post.stdout).toMatch(
      /The server served \d+ connections?: \d{5,} bytes received, \d{5,} bytes sent over TCP\./,
    )
    expect(post.stdout).not.toContain('::group::')
    await Promise.all(processes.map(gone))
  })
})

test.skipIf(CANNOT_PLACE)('it places its server and itself on the CPUs of the input placement', async () => {
  const placement = String(ALLOWED[0])
  using job = new Job({ inputs: { ...QUICK, placement } })
  const main = await job.main()
  const path = main.outputs['results'] ?? ''
  expect(readDocument(readFileSync(path, 'utf8'), path).environment.placement).toEqual({
    asked: placement,
    programs: placement,
    transfers: null,
    latency: placement,
    reason: null,
  })
  expect(main.summary).toContain(` programs on CPU ${placement}, latency on CPU ${placement}.`)
  expect(cpusOf(Number(job.state['server']))).toEqual([placement])
  await job.post()
})

test('through a proxy that passes only TCP, the built-in suite measures all the rest, and says that UDP does not get through', async () => {
  await using server = await startServer({ host: '127.0.0.1', port: 0 })
  await using proxy = await startUdpRelay(server.address, null)
  const address = `${proxy.host}:${proxy.port}`
  const main = await runStep({ inputs: { server: address, duration: '50ms' } })
  expect(main.code).toBe(1)
  expect(main.stdout).toContain(`UDP does not get through ${address}: nothing accepts it there.`)
  const { measurements } = readDocument(main.files['results'] ?? '', 'results')
  expect(measurements.map(({ kind }) => kind)).toEqual(['latency', 'throughput', 'throughput', 'loaded'])
})

test('task: server starts a server that later steps measure', async () => {
  using job = new Job({ inputs: { task: 'server' } })
  const started = await job.main()
  const address = started.outputs['server'] ?? ''
  expect(started.code).toBe(0)
  expect(started.outputs).toMatchObject({ passed: 'true', verdict: 'pass' })
  const token = started.outputs['token'] ?? ''
  expect(token).toMatch(/^[\w-]{43}$/)
  expect(started.exported).toEqual({ WYNDRVR_SERVER: address, WYNDRVR_TOKEN: token })
  // The runner takes the one line that has it, and masks it in all that follow.
  expect(started.stdout.replace(`::add-mask::${token}\n`, '')).not.toContain(token)
  await expect(connect(parseHostPort(address))).rejects.toMatchObject({ code: 'ERR_WYNDRVR_REFUSED' })

  using later = new Job({ inputs: QUICK, env: started.exported })
  const measured = await later.main()
  expect(measured.code).toBe(0)
  expect(measured.outputs['server']).toBe(address)
  expect(`${measured.stdout}${measured.summary}${measured.files['results']}`).not.toContain(token)
  expect(later.state['server']).toBeUndefined()
  expect((await later.post()).stdout).toBe('')

  const post = await job.post()
  expect(post.stdout).toMatch(
    /The server served 3 connections: \d+ bytes received, \d+ bytes sent over TCP\./,
  )
  await gone(Number(job.state['server']))
})

test('task: server with server-token: off serves clients of every dialect', async () => {
  using job = new Job({ inputs: { task: 'server', 'server-token': 'off', host: '0.0.0.0' } })
  const started = await job.main()
  const address = started.outputs['server'] ?? ''
  expect(started.outputs['token']).toBeUndefined()
  expect(started.stdout).toMatch(
    /::warning::Whoever can reach 0\.0\.0\.0:\d+ can use .* Leave out server-token: off/,
  )
  expect(started.exported).toEqual({ WYNDRVR_SERVER: address })
  await using seed = await connect({ ...parseHostPort(address), dialect: 'seed' })
  expect(await seed.download({ size: 1000 })).toMatchObject({ bytes: 1000 })
  await job.post()
})

test('a server that the step measures itself asks for a token, and no command line shows it', async () => {
  using job = new Job({ inputs: QUICK, env: { WYNDRVR_TOKEN: 'the-token-of-the-workflow' } })
  const main = await job.main()
  expect(main.code).toBe(0)
  expect(main.outputs['token']).toBe('the-token-of-the-workflow')
  const target = parseHostPort(main.outputs['server'] ?? '')
  await expect(connect(target)).rejects.toMatchObject({ code: 'ERR_WYNDRVR_REFUSED' })
  if (ON_LINUX) {
    const server = Number(job.state['server'])
    const lines = [server, ...childrenOf(server)].map((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8'))
    expect(lines.join(' ')).toContain('background-entry')
    expect(lines.join(' ')).not.toContain('the-token-of-the-workflow')
  }
  await job.post()
})

test.each(['failure', 'cancelled'])(
  'if the job ends with %s, its end prints the server log in a group',
  async (status) => {
    using job = new Job({ inputs: { task: 'server' } })
    await job.main()
    const post = await job.post({ 'job-status': status })
    expect(post.stdout).toMatch(/::group::Server log\n {2}\S+ listening on 127\.0\.0\.1:\d+ in thread mode\n/)
    expect(post.stdout).toMatch(/ {2}\S+ stopped\n::endgroup::/)
  },
)

test.runIf(ON_LINUX).each([
  ['a suite', { duration: '60s' }],
  ['a comparison', { task: 'compare', base: SERVER, head: SERVER, budget: '10s' }],
])('canceling %s leaves no process behind after the end of the job', async (_what, inputs) => {
  const mark = `canceled-${process.pid}-${_what.length}`
  using job = new Job({ inputs, env: { WYNDRVR_TEST_MARK: mark } })
  const main = await job.main(async ({ printed, child }) => {
    await printed(/Connected to|\[COMPARE\] [\d.]+ s: /)
    expect(processesMarked(mark).length).toBeGreaterThan(1)
    child.kill('SIGINT')
  })
  expect(main.code).toBe(1)
  expect(main.outputs).toMatchObject({ passed: 'false', verdict: 'fail' })
  expect(main.stdout).toContain('The job was canceled (SIGINT): the step ends without a result.')
  expect((await job.post({ 'job-status': 'cancelled' })).code).toBe(0)
  await Promise.all(processesMarked(mark).map(gone))
})

test.runIf(ON_LINUX)(
  'a comparison whose process is killed leaves no arm running after the end of the job',
  async () => {
    const mark = `killed-${process.pid}`
    const inputs = { task: 'compare', base: SERVER, head: SERVER, budget: '10s' }
    using job = new Job({ inputs, env: { WYNDRVR_TEST_MARK: mark } })
    const main = await job.main(async ({ printed, child }) => {
      await printed(/\[COMPARE\] [\d.]+ s: /)
      child.kill('SIGKILL')
    })
    expect(main.signal).toBe('SIGKILL')
    const left = processesMarked(mark)
    expect(left.length).toBeGreaterThan(0)
    const post = await job.post({ 'job-status': 'failure' })
    expect(post.code).toBe(0)
    expect(post.stdout).toContain('which the step had left running')
    await Promise.all(left.map(gone))
  },
)

test('measures a running server without starting one', async () => {
  await using server = await startServer({ host: '127.0.0.1', port: 0 })
  using job = new Job({ inputs: { ...QUICK, server: `127.0.0.1:${server.address.port}` } })
  const main = await job.main()
  expect(main.code).toBe(0)
  expect(main.stdout).toContain('No comment: this workflow does not run for a pull request')
  expect(job.state['server']).toBeUndefined()
  const post = await job.post()
  expect(post.code).toBe(0)
  expect(post.stdout).toBe('')
})

test('a server that does not answer makes the step red, with a summary and the reason', async () => {
  using job = new Job({ inputs: { ...QUICK, server: '127.0.0.1:1', 'fail-on': 'never' } })
  const main = await job.main()
  expect(main.code).toBe(1)
  expect(main.stdout).toContain('::error::Connecting to 127.0.0.1:1 failed: the connection was refused')
  expect(main.outputs).toMatchObject({ passed: 'false', verdict: 'fail', 'latency-p50': '' })
  expect(existsSync(main.outputs['results'] ?? '')).toBe(true)
  expect(main.summary).toContain('### ❌ Network: the measurement failed\n\n')
})

test.for([
  [`${KEPT}\n# a comment\n`, 'worse, threshold', 0, 'pass', 'true'],
  [`${KEPT}\n${BROKEN}`, 'worse, threshold', 1, 'fail', 'false'],
  [BROKEN, 'worse', 0, 'fail', 'false'],
  [BROKEN, 'never', 0, 'fail', 'false'],
  ['latency.p999 < 10min', 'threshold', 0, 'invalid', 'true'],
  ['latency.p999 < 10min', 'invalid', 1, 'invalid', 'true'],
] as const)(
  'thresholds %j with fail-on %s end with %i and the verdict %s',
  async ([thresholds, failOn, code, verdict, passed], { skip }) => {
    await using server = await startServer({ host: '127.0.0.1', port: 0 })
    const address = `127.0.0.1:${server.address.port}`
    using job = new Job({ inputs: { ...QUICK, server: address, thresholds, 'fail-on': failOn } })
    const main = await job.main()
    skipIfBusyStep(main, skip)
    expect(main.code).toBe(code)
    expect(main.outputs).toMatchObject({ verdict, passed })
    const { icon, word } = STATES[verdict]
    expect(main.summary).toMatch(new RegExp(`^### ${icon} Network: `, 'm'))
    expect(main.summary).toContain(`1 ${word}`)
    expect(main.stdout).toMatch(new RegExp(`^${icon} Network: `, 'm'))
    if (verdict === 'fail') expect(main.summary).toContain('### ❌ Network: latency is ')
    if (verdict === 'invalid')
      expect(main.stdout).toContain('::warning::Could not be judged: latency.p999 is ')
  },
)

test('a baseline is compared with the run, and a first run without one is not red', async ({ skip }) => {
  await using server = await startServer({ host: '127.0.0.1', port: 0 })
  const inputs = {
    ...QUICK,
    // Of a throughput: two short tests of latency differ by chance in busy polling, and then cannot be compared.
    tests: 'download',
    server: `127.0.0.1:${server.address.port}`,
  }
  using first = new Job({ inputs: { ...inputs, baseline: 'main.json' } })
  const before = await first.main()
  skipIfBusyStep(before, skip)
  expect(before.code).toBe(0)
  expect(before.outputs['verdict']).toBe('pass')
  expect(before.stdout).toContain('::warning::The baseline main.json does not exist')

  const baseline = before.outputs['results'] ?? ''
  const thresholds = 'download regress < 5% and < 1Tbit/s'
  using second = new Job({ inputs: { ...inputs, thresholds, baseline } })
  const after = await second.main()
  skipIfBusyStep(after, skip)
  expect(after.code).toBe(0)
  expect(after.outputs['verdict']).toBe('pass')
  const document = readDocument(readFileSync(after.outputs['results'] ?? '', 'utf8'), 'results')
  expect(document.verdicts[0]).toMatchObject({ kind: 'baseline', verdict: 'pass' })
})

test.runIf(ON_LINUX)(
  'the server that outlives the step has no input and no token in its environment',
  async () => {
    using job = new Job({
      inputs: { ...QUICK, 'github-token': 'a-secret-token' },
      env: { ACTIONS_RUNTIME_TOKEN: 'another-secret', ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'a-third-secret' },
    })
    await job.main()
    const environment = readFileSync(`/proc/${job.state['server']}/environ`, 'utf8')
    await job.post()
    expect(environment).toContain('GITHUB_WORKFLOW=CI')
    expect(environment).not.toContain('secret')
    expect(environment).not.toMatch(/INPUT_|STATE_|GITHUB_OUTPUT/)
  },
)

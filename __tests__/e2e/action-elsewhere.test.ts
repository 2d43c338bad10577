import { randomUUID } from 'node:crypto'
import { mkdtempDisposableSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { describe, expect, onTestFinished, test } from 'vitest'

import { makeNamespace } from '../../harness/network/make-namespace.ts'
import { startServer } from '../../src/index.ts'
import { readDocument } from '../../src/results/document.ts'
import type { ResultDocument } from '../../src/results/types.ts'
import { canRunLab } from '../lab/can-run.ts'
import { pullRequestEvent } from '../support/action/examples.ts'
import { runStep } from '../support/action/runner.ts'
import type { StepResult } from '../support/action/runner.ts'
import { unusedPort } from '../support/peers/scripted-server.ts'
import { processesMarked, ROOT } from '../support/programs/processes.ts'

const MARK = `MARK=${randomUUID()}`

/** `env` runs a command here, with a mark by which its processes are found. */
describe.runIf(process.platform === 'linux')('the input server-from', () => {
  test('starts the server by a command, and stops it at the end of the step', async () => {
    const mark = randomUUID()
    const inputs = { 'server-from': `env MARK=${mark}`, tests: 'latency', duration: '200ms', mode: 'process' }
    const step = await runStep({ inputs })
    const { target, measurements } = documentOf(step)
    expect(target).toMatchObject({ host: '127.0.0.1', mode: 'process' })
    expect(step.outputs['server']).toBe(`127.0.0.1:${target.port}`)
    expect(measurements).toMatchObject([{ kind: 'latency' }])
    expect(processesMarked(mark)).toEqual([])
  })

  test('reaches it where the input server says', async () => {
    const port = await unusedPort()
    const server = `localhost:${port}`
    const step = await runStep({
      inputs: { 'server-from': 'env', server, tests: 'latency', duration: '100ms' },
    })
    expect(documentOf(step).target).toMatchObject({ host: 'localhost', port })
  })

  test('starts the server behind the arms of a comparison', async () => {
    const [mark, port] = [randomUUID(), await unusedPort()]
    const arm = `127.0.0.1:${port}`
    const inputs = { 'server-from': `env MARK=${mark}`, base: arm, head: arm, tests: 'latency', budget: '2s' }
    const step = await runStep({ inputs: { ...inputs, task: 'compare' } })
    expect(documentOf(step).comparisons[0]).toMatchObject({ metric: 'latency.p50', arms: { base: { port } } })
    expect(processesMarked(mark)).toEqual([])
  })

  test('measures it over TLS if it offers that, also behind the arms of a comparison', async () => {
    const verified = { tls: { verified: 'fingerprint' } }
    const inputs = { 'server-from': 'env', 'server-tls': 'on', tests: 'latency' }
    const step = await runStep({ inputs: { ...inputs, duration: '100ms' } })
    expect(documentOf(step).target).toMatchObject(verified)
    const arm = `127.0.0.1:${await unusedPort()}`
    const compared = { ...inputs, task: 'compare', base: arm, head: arm, budget: '2s' }
    const { comparisons } = documentOf(await runStep({ inputs: compared }))
    expect(comparisons[0]?.arms).toMatchObject({ base: verified, head: verified })
  })

  test('makes the step red with the last words of a command that fails', async () => {
    const step = await runStep({ inputs: { 'server-from': 'env --chdir=/no-such-folder' } })
    expect(step.code).toBe(1)
    expect(step.stdout).toMatch(
      /^::error::The server command 'env .*' ended with exit code 125 before it announced a server\. Its last output: ".*no-such-folder.*"\.$/m,
    )
  })

  test('is refused for the code of a fork', async () => {
    const event = { ...pullRequestEvent(), name: 'pull_request_target' }
    const step = await runStep({ inputs: { 'server-from': 'env' }, event })
    expect(step.code).toBe(1)
    expect(step.stdout).toContain('The input server-from is refused under pull_request_target')
  })
})

describe.runIf(process.platform === 'linux')('the input from', () => {
  test('measures the built-in suite from where its command runs', async () => {
    const step = await runStep({
      inputs: { from: `env ${MARK}`, tests: 'latency upload', duration: '200ms' },
    })
    expect(step.code).toBe(0)
    expect(documentOf(step)).toMatchObject({
      target: { mode: 'thread' },
      measurements: [{ kind: 'latency' }, { kind: 'throughput' }],
    })
    expect(processesMarked(MARK)).toEqual([])
  })

  test('and from where the server runs, with server-from', async () => {
    const inputs = {
      from: 'env',
      'server-from': 'env',
      placement: 'auto',
      tests: 'latency',
      duration: '100ms',
    }
    const step = await runStep({ inputs })
    expect(documentOf(step)).toMatchObject({
      environment: { placement: { asked: 'auto', programs: null } },
      measurements: [{ kind: 'latency' }],
    })
  })

  test('measures both arms of a comparison from there', async () => {
    await using server = await startServer({ host: '127.0.0.1', port: 0 })
    const arm = `127.0.0.1:${server.address.port}`
    const inputs = { from: 'env A=1', base: arm, head: arm, tests: 'latency', budget: '2s' }
    const step = await runStep({ inputs: { ...inputs, task: 'compare' } })
    const from = ['env', 'A=1']
    expect(documentOf(step).comparisons[0]?.arms).toMatchObject({ base: { from }, head: { from } })
  })

  test('makes the step red with the last words of a command that fails', async () => {
    const step = await runStep({ inputs: { from: 'env --chdir=/no-such-folder', tests: 'latency' } })
    expect(step.code).toBe(1)
    expect(step.stdout).toMatch(/^::error::The agent 'env .*' ended with exit code 125 .*no-such-folder/m)
  })
})

describe.runIf(process.platform === 'linux')('commands of inputs', () => {
  const BIN = join(ROOT, 'lib/wyndrvr.js')
  const served = `'${process.execPath}' '${BIN}' server --host 127.0.0.1 --port {port}`

  test.each<readonly [string, Readonly<Record<string, string>>, string]>([
    ['from', { tests: 'latency', duration: '100ms' }, ''],
    ['server-from', { tests: 'latency', duration: '100ms' }, ''],
    ['base', { task: 'compare', head: served, tests: 'latency', budget: '2s', 'fail-on': 'never' }, served],
  ])('%s gets no input, no token and no file of the runner', async (name, inputs, command) => {
    using folder = mkdtempDisposableSync(join(tmpdir(), 'wyndrvr-environment-'))
    const file = join(folder.path, 'environment')
    const recording = `sh -c 'env >"$0"; exec "$@"' '${file}' ${command}`
    await runStep({
      inputs: { ...inputs, [name]: recording, 'github-token': 'a-secret-token' },
      env: { ACTIONS_RUNTIME_TOKEN: 'another-secret', ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'a-third-secret' },
    })
    const environment = readFileSync(file, 'utf8')
    expect(environment).toContain('GITHUB_WORKFLOW=CI\n')
    expect(environment).not.toContain('secret')
    expect(environment).not.toMatch(/^(?:INPUT_|STATE_|GITHUB_(?:ENV|OUTPUT|PATH|STATE|STEP_SUMMARY)=)/m)
  })
})

describe.runIf(await canRunLab())('between two namespaces', () => {
  test('the inputs from and server-from measure and judge what lies between them', async () => {
    const path = { delay: 0, jitter: 0, loss: 0, rate: null }
    const near = await makeNamespace('near', path)
    onTestFinished(near.remove)
    const far = await makeNamespace('far', { ...path, rate: 20_000_000 }, near.namespace)
    onTestFinished(far.remove)
    const inputs = {
      from: `ip netns exec ${near.namespace}`,
      'server-from': `ip netns exec ${far.namespace}`,
      server: `${far.address}:5001`,
      tests: 'latency download',
      thresholds: 'download >= 30Mbit/s',
    }
    const step = await runStep({ inputs })
    expect(documentOf(step).target).toMatchObject({ host: far.address, port: 5001, mode: 'thread' })
    // The cable carries less than the threshold wants. A busy machine may be unable to judge it.
    expect(Number(step.outputs['download-mbps'])).toBeLessThan(30)
    expect(['fail', 'invalid']).toContain(step.outputs['verdict'])
  })
})

function documentOf({ files }: StepResult): ResultDocument {
  return readDocument(files['results'] ?? '', 'results')
}

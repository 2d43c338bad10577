import { mkdtempDisposableSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

import { expect, test } from 'vitest'

import { readBody } from '../../src/action/comment/comment-body.ts'
import { readNumbersFile } from '../../src/action/forks/numbers-file.ts'
import { startServer } from '../../src/index.ts'
import { readDocument } from '../../src/results/document.ts'
import { PULL, pullRequestEvent } from '../support/action/examples.ts'
import { STATES } from '../../src/verdict/run-state.ts'
import { skipBusy, skipUndecided } from '../support/machine/busy-machine.ts'
import { startDelayProxy } from '../support/peers/delay-proxy.ts'
import { LOOPBACKS } from '../support/machine/ipv6.ts'
import { makeCheckout } from '../support/action/git-checkout.ts'
import { startGitHubApi } from '../support/github/api.ts'
import { textOf, visibleLines } from '../support/action/visible-lines.ts'
import { processesMarked, ROOT } from '../support/programs/processes.ts'
import { Job } from '../support/action/runner.ts'
import type { JobOptions, StepResult } from '../support/action/runner.ts'

const SERVER = `'${process.execPath}' '${join(ROOT, 'lib/wyndrvr.js')}' server --host 127.0.0.1 --port {port}`
const ON_LINUX = process.platform === 'linux'

test('a slower head makes the step red, and the comment says by how much', async ({ skip }) => {
  await using api = await startGitHubApi()
  await using server = await startServer({ host: '127.0.0.1', port: 0 })
  await using proxy = await startDelayProxy(server.address.port, 1, false)
  const main = await compare({
    inputs: {
      base: `127.0.0.1:${server.address.port}`,
      head: `127.0.0.1:${proxy.port}`,
      tests: 'latency',
      budget: '8s',
      'github-token': api.token,
    },
    event: pullRequestEvent(),
    apiUrl: api.url,
  })
  const { comparisons, environment } = readDocument(main.files['results'] ?? '', 'results')
  // The tail only informs, unless it is named.
  expect(comparisons.filter(({ judged }) => judged !== false).map(({ metric }) => metric)).toEqual([
    'latency.p50',
  ])
  skipUndecided(comparisons.slice(0, 1), skip)
  expect(main.outputs).toMatchObject({ verdict: 'worse', passed: 'false' })
  expect(main.code).toBe(1)
  expect(Number(main.outputs['latency-p50'])).toBeGreaterThan(2)
  expect(main.summary).toMatch(/^### ❌ Network: latency is \d+.% higher than base$/m)
  expect(api.comments.map(({ issue }) => issue)).toEqual([PULL.number])
  const body = api.comments[0]?.body ?? ''
  expect(body).toMatch(/^### ❌ Network: latency is \d+.% higher than base$/m)
  const row =
    /^\| Latency p50 \| ([\d.]+).ms \| ([\d.]+).ms \| \*\*\+(\d+).%\*\* \(.*\) \| ❌\u00A0limit\u00A0±5\u00A0% \|$/m
  const [, base, head, change] = row.exec(body) ?? []
  expect(Number(head) / Number(base) / (1 + Number(change) / 100)).toBeCloseTo(1, 1)
  expect(body).toMatch(/^npx wyndrvr compare --base 127\.0\.0\.1:\d+ .* --seed \d+/m)
  expect(body).toContain(`Measured at <code>${PULL.headSha}</code>:`)
  if (environment.placement?.reason === null) expect(body).toContain('- Placement&#58; ')
  expect(body).not.toContain('mermaid')
  expect(visibleLines(body).length).toBeLessThanOrEqual(12)
  const [section] = readBody(body)
  expect(section).toMatchObject({ title: 'CI / network / compare', verdict: 'worse', bad: true })
  // Base's figure, multiplied by the change: head's, but for what base varied meanwhile.
  expect(section?.history[0]?.figures['latency.p50']).toBeGreaterThan(1)
  expect(api.problems).toEqual([])
  const { document } = readNumbersFile(main.files['artifact'] ?? '', 'the report')
  expect(document.comparisons[0]).toMatchObject({ metric: 'latency.p50', verdict: 'worse', blocks: [] })
  expect(document.verdicts[0]?.sentence).toMatch(
    /^latency\.p50 was .* ms.*, \+\d.* \(\+.* to \+.* %\): comparison, worse$/,
  )
})

test('arms that are commands of two checkouts run on ports of their own, serve several blocks, and have ended when the step ends', async ({
  skip,
}) => {
  await using api = await startGitHubApi()
  const mark = `WYNDRVR_TEST_MARK=${process.pid}-arms`
  const [name = '', value = ''] = mark.split('=')
  using folder = mkdtempDisposableSync(join(tmpdir(), 'wyndrvr-builds-'))
  const started = join(folder.path, 'started')
  const build = [
    `import { appendFileSync } from 'node:fs'`,
    `appendFileSync(${JSON.stringify(started)}, '.')`,
    `await import(${JSON.stringify(pathToFileURL(join(ROOT, 'lib/wyndrvr.js')).href)})`,
  ].join('\n')
  // Git accepts such a name.
  const branch = `release/${'<b>|'.repeat(50)}`
  const [commit] = ['base', 'head'].map((arm) => makeCheckout(join(folder.path, arm), { 'build.mjs': build }))
  const start = (arm: string, host: string): string =>
    `'${process.execPath}' ${arm}/build.mjs server --host ${host} --port {port}`
  const main = await compare({
    inputs: {
      'working-directory': folder.path,
      base: start('base', '127.0.0.1'),
      // A program may listen on either loopback address only.
      head: start('head', LOOPBACKS.includes('::1') ? '::1' : '127.0.0.1'),
      timeout: '10s',
      tests: 'download',
      budget: '4s',
      margin: '90%',
      'fail-on': 'never',
      comment: 'always',
      'github-token': api.token,
    },
    event: pullRequestEvent({ base: branch }),
    apiUrl: api.url,
    env: { [name]: value },
  })
  expect(main.code).toBe(0)
  const document = readDocument(main.files['results'] ?? '', 'results')
  const [comparison] = document.comparisons
  expect(comparison).toMatchObject({ metric: 'download.mbps', method: { restart: 'auto' } })
  expect(comparison?.arms.base.port).not.toBe(comparison?.arms.head.port)
  if (ON_LINUX) expect(processesMarked(mark)).toEqual([])
  const unmeasured = comparison?.verdict === 'invalid' || comparison?.blocks.length === 0
  skipBusy(unmeasured ? comparison.sentence : null, skip)
  expect(Number(main.outputs['download-mbps'])).toBeGreaterThan(0)
  // By default, a start of both programs serves several blocks. The last one may be too late for any.
  const lives = new Set(comparison?.blocks.map(({ life }) => life))
  expect(lives).not.toContain(undefined)
  expect([0, 1]).toContain(readFileSync(started, 'utf8').length / 2 - lives.size)
  const body = api.comments[0]?.body ?? ''
  expect(textOf(body)).toContain('\n|  | release/<b>|<b>|<b>|<b>|<b>|<… | this PR |')
  const heading = /^### .*$/m.exec(body)?.[0] ?? ''
  expect(heading).not.toMatch(/[<>|]/)
  expect(textOf(heading).length).toBeLessThan(100)
  expect(body).toMatch(new RegExp(`^\\w{7} against ${commit?.slice(0, 7)} · [\\d.]+ s · `, 'm'))
  // Invisible characters would break what a reader copies.
  expect(body).not.toMatch(/\p{Cf}/u)
  const { verdict = '' } = main.outputs
  if (verdict !== 'same' && verdict !== 'better') return
  for (const text of [main.summary, body])
    expect(text).toMatch(new RegExp(`^### ${STATES[verdict].icon} Network: `, 'm'))
  expect(main.stdout).toMatch(new RegExp(`^${STATES[verdict].icon} Network: `, 'm'))
})

test('several arms, of which one is a command, have a row each in the summary', async ({ skip }) => {
  await using server = await startServer({ host: '127.0.0.1', port: 0 })
  await using proxy = await startDelayProxy(server.address.port, 1, false)
  const main = await compare({
    inputs: {
      arms: [
        `direct: 127.0.0.1:${server.address.port}`,
        `slow: 127.0.0.1:${proxy.port}`,
        `started: ${SERVER}`,
      ].join('\n'),
      tests: 'latency',
      budget: '10s',
      margin: '90%',
      restart: 'off',
    },
  })
  const { comparisons } = readDocument(main.files['results'] ?? '', 'results')
  const judged = comparisons.filter(({ metric }) => metric === 'latency.p50')
  expect(judged.map(({ arms }) => arms.head.name)).toEqual(['slow', 'started'])
  expect(judged[1]?.arms.head.command).toContain('server')
  skipUndecided(judged, skip)
  expect(main.summary).toMatch(/^### ❌ Network: latency of slow is \d+.% higher than direct$/m)
  expect(main.summary).toContain('<code>latency.p50</code> of started')
  expect(main.code).toBe(1)
})

test("thresholds judge head's figures, in the words in which they are written, and the tail if they name it", async ({
  skip,
}) => {
  await using server = await startServer({ host: '127.0.0.1', port: 0 })
  const address = `127.0.0.1:${server.address.port}`
  const main = await compare({
    inputs: {
      base: address,
      head: address,
      tests: 'latency',
      budget: '4s',
      margin: '90%',
      thresholds: 'latency.p50 < 10min\nlatency.p50 < 0.000001ms\nlatency.p99 regress < 90%',
    },
  })
  const { comparisons, verdicts } = readDocument(main.files['results'] ?? '', 'results')
  const [compared] = comparisons
  const unmeasured = compared?.verdict === 'invalid' || compared?.blocks.length === 0
  skipBusy(unmeasured ? compared.sentence : null, skip)
  expect(comparisons.filter(({ judged }) => judged !== false).map(({ metric }) => metric)).toEqual([
    'latency.p50',
    'latency.p99',
  ])
  const judged = verdicts.filter(({ kind }) => kind === 'threshold')
  expect(judged.map(({ verdict }) => verdict)).toEqual(['pass', 'fail'])
  expect(main.code).toBe(1)
  expect(main.outputs).toMatchObject({ verdict: 'fail', passed: 'false' })
  expect(main.summary).toMatch(/^### ❌ Network: latency is .+, limit &#60; 0\.000001ms$/m)
  expect(main.stdout).toMatch(/^❌ Network: latency is .+, limit < 0\.000001ms$/m)
  expect(main.summary).toContain('<code>&#60; 0.000001ms</code>')
})

test('a comparison that cannot tell is never shown as passed, and says what to set', async ({ skip }) => {
  await using api = await startGitHubApi()
  await using server = await startServer({ host: '127.0.0.1', port: 0 })
  const address = `127.0.0.1:${server.address.port}`
  const main = await compare({
    inputs: {
      base: address,
      head: address,
      // Judged, since it is named.
      tests: 'latency.p99',
      // Too short for so narrow a margin.
      budget: '2s',
      margin: '0.1%',
      comment: 'always',
      'fail-on': 'inconclusive',
      'github-token': api.token,
    },
    event: pullRequestEvent(),
    apiUrl: api.url,
  })
  const { comparisons } = readDocument(main.files['results'] ?? '', 'results')
  const judged = comparisons.filter((comparison) => comparison.judged !== false)
  expect(judged.map(({ metric }) => metric)).toEqual(['latency.p99'])
  const verdict = judged[0]?.verdict ?? ''
  if (verdict !== 'inconclusive' && verdict !== 'invalid') return skip(`This machine found it ${verdict}.`)
  const { icon } = STATES[verdict]
  expect(main.outputs).toMatchObject({ verdict, passed: 'true' })
  expect(main.code).toBe(verdict === 'inconclusive' ? 1 : 0)
  for (const text of [main.summary, api.comments[0]?.body ?? '']) {
    expect(text).toMatch(new RegExp(`^### ${icon} Network: `, 'm'))
    expect(text).toMatch(/^To (?:decide|judge it), /m)
    expect(text).not.toContain('✅')
  }
  expect(main.stdout).toMatch(new RegExp(`^${icon} Network: `, 'm'))
})

test.runIf(ON_LINUX)('an arm that dies leaves no empty table of latencies', async () => {
  await using api = await startGitHubApi()
  const main = await compare({
    inputs: {
      base: SERVER,
      head: `timeout 4 ${SERVER}`,
      restart: 'off',
      budget: '20s',
      // Not decided before it dies.
      margin: '0.1%',
      tests: 'latency',
      'github-token': api.token,
    },
    event: pullRequestEvent(),
    apiUrl: api.url,
  })
  expect(main.code).toBe(1)
  expect(main.stdout).toContain('::error::The head command ')
  const body = api.comments[0]?.body ?? ''
  expect(body).toContain('### ❌ Network: the measurement failed')
  for (const text of [main.summary, body]) expect(text).not.toMatch(/Latency \(ms\).*\n\| ---.*\n(?!\|)/)
})

test.each([
  [`'${process.execPath}' -e 'console.log("no such host"); process.exit(3)' {port}`, 'no such host'],
  ['no-such-program {port}', 'could not be started'],
])('a command that exits (%#) makes the step red, with its output', async (command, sentence) => {
  const main = await compare({ inputs: { base: SERVER, head: command, budget: '5s', 'fail-on': 'never' } })
  expect(main.code).toBe(1)
  expect(main.outputs).toMatchObject({ verdict: 'fail', passed: 'false' })
  expect(main.stdout).toMatch(/::error::The head command /)
  expect(main.stdout).toContain(sentence)
  expect(main.summary).not.toContain('Latency (ms)')
})

test.each([
  ['PORT={port} node x.js', 'Write env PORT={port} node x.js'],
  ['cd a && ./x {port}', "Write sh -c 'cd a && ./x {port}'"],
  ['./x $HOME {port}', "Write sh -c './x $HOME {port}'"],
])('the command %s, which only a shell could run, is refused with what to write', async (command, advice) => {
  const main = await compare({ inputs: { base: SERVER, head: command } })
  expect(main.code).toBe(1)
  expect(main.stdout).toContain('::error::The input head is invalid: No shell runs the command')
  if (process.platform !== 'win32') expect(main.stdout).toContain(advice)
})

async function compare(options: JobOptions): Promise<StepResult> {
  using job = new Job({ ...options, inputs: { task: 'compare', ...options.inputs } })
  const main = await job.main()
  await job.post()
  return main
}

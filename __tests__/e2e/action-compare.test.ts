import { mkdtempDisposableSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

import { expect, test } from 'vitest'

import { readBody } from '../../src/action/comment/comment-body.ts'
import { readNumbersFile } from '../../src/action/forks/numbers-file.ts'
import { startServer } from '../../src/index.ts'
import { readDocument } from '../../src/results/document.ts'
import { PULL, pullRequestEvent } from '../support/action/examples.ts'
import { skipBusy, skipUndecided } from '../support/machine/busy-machine.ts'
import { startDelayProxy } from '../support/peers/delay-proxy.ts'
import { LOOPBACKS } from '../support/machine/ipv6.ts'
import { makeCheckout } from '../support/action/git-checkout.ts'
import { startGitHubApi } from '../support/github/api.ts'
import { processesMarked, ROOT } from '../support/programs/processes.ts'
import { Job } from '../support/action/runner.ts'
import type { JobOptions, StepResult } from '../support/action/runner.ts'

const SERVER = `'${process.execPath}' '${join(ROOT, 'lib/wyndrvr.js')}' server --host 127.0.0.1 --port {port}`
const ON_LINUX = process.platform === 'linux'

test('a slower head makes the step red, and the comment says by how much', async ({ skip }) => {
  await using api = await startGitHubApi()
  await using server = await startServer({ host: '127.0.0.1', port: 0 })
  await using proxy = await startDelayProxy(server.address.port, 3, false)
  const main = await compare({
    inputs: {
      base: `127.0.0.1:${server.address.port}`,
      head: `127.0.0.1:${proxy.port}`,
      tests: 'latency',
      budget: '20s',
      'github-token': api.token,
    },
    event: pullRequestEvent(),
    apiUrl: api.url,
  })
  skipUndecided(readDocument(main.files['results'] ?? '', 'results').comparisons.slice(0, 1), skip)
  expect(main.outputs).toMatchObject({ verdict: 'worse', passed: 'false' })
  expect(main.code).toBe(1)
  expect(Number(main.outputs['latency-p50'])).toBeGreaterThan(6)
  expect(main.summary).toMatch(/^### ❌ Network: latency is \d+.% higher than base$/m)
  expect(api.comments.map(({ issue }) => issue)).toEqual([PULL.number])
  const body = api.comments[0]?.body ?? ''
  expect(body).toMatch(/^### ❌ Network: latency is \d+.% higher than base$/m)
  expect(body).toMatch(/^\| Latency p50 \| .*.ms \| .*.ms \| \*\*\+\d+.%\*\* \(.*\) \| ❌ limit ±5.% \|$/m)
  expect(body).toContain('npx wyndrvr compare --base 127.0.0.1:')
  expect(body).not.toContain('mermaid')
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

test('arms that are commands of two checkouts run on ports of their own, and have ended when the step ends', async ({
  skip,
}) => {
  await using api = await startGitHubApi()
  const mark = `WYNDRVR_TEST_MARK=${process.pid}-arms`
  const [name = '', value = ''] = mark.split('=')
  using folder = mkdtempDisposableSync(join(tmpdir(), 'wyndrvr-builds-'))
  const build = `import ${JSON.stringify(pathToFileURL(join(ROOT, 'lib/wyndrvr.js')).href)}`
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
      budget: '20s',
      margin: '90%',
      'fail-on': 'never',
      comment: 'always',
      'github-token': api.token,
    },
    event: pullRequestEvent(),
    apiUrl: api.url,
    env: { [name]: value },
  })
  expect(main.code).toBe(0)
  const document = readDocument(main.files['results'] ?? '', 'results')
  const [comparison] = document.comparisons
  expect(comparison?.metric).toBe('download.mbps')
  expect(comparison?.arms.base.port).not.toBe(comparison?.arms.head.port)
  if (ON_LINUX) expect(processesMarked(mark)).toEqual([])
  skipBusy(comparison?.verdict === 'invalid' ? comparison.sentence : null, skip)
  expect(Number(main.outputs['download-mbps'])).toBeGreaterThan(0)
  expect(api.comments[0]?.body).toMatch(/^\| {2}\| master \| this PR \|/m)
  expect(api.comments[0]?.body).toMatch(
    new RegExp(`^\\w{7} against ${commit?.slice(0, 7)} · [\\d.]+ s · `, 'm'),
  )
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
})

test('a command that only a shell could run is refused, with what to write', async () => {
  const main = await compare({ inputs: { base: SERVER, head: 'PORT={port} node x.js' } })
  expect(main.code).toBe(1)
  expect(main.stdout).toContain('::error::The input head is invalid: No shell runs the command')
  expect(main.stdout).toContain('Write env PORT={port} node x.js')
})

async function compare(options: JobOptions): Promise<StepResult> {
  using job = new Job({ ...options, inputs: { task: 'compare', ...options.inputs } })
  const main = await job.main()
  await job.post()
  return main
}

import { strToU8, zipSync } from 'fflate'
import { describe, expect, test } from 'vitest'

import { readBody } from '../../src/action/comment/comment-body.ts'
import { readNumbersFile } from '../../src/action/forks/numbers-file.ts'
import { startServer } from '../../src/index.ts'
import {
  endedRunEvent,
  endedRunId,
  FORK,
  MEASURED,
  PULL,
  pullRequestEvent,
  QUICK,
} from '../support/action.ts'
import { exampleDocument, exampleLatency } from '../support/documents/documents.ts'
import { startGitHubApi } from '../support/github/api.ts'
import type { GitHubArtifact } from '../support/github/artifacts.ts'
import { HOSTILE } from '../support/documents/hostile.ts'
import { Job } from '../support/runner.ts'
import type { StepResult } from '../support/runner.ts'

const FILE = 'wyndrvr-numbers.json'
const NAME = 'wyndrvr-network-0123abcd'
const FORK_PULL = { ...PULL, number: 12, headBranch: 'topic', headRepository: FORK }

describe('on a pull request from a fork', () => {
  test('it measures, writes the summary and the numbers, asks nothing of GitHub, stays green, and says how to get comments', async () => {
    await using api = await startGitHubApi()
    const main = await measureOnFork({ 'github-token': api.token, comment: 'always' }, api.url)
    expect(main.code).toBe(0)
    expect(api.requests).toEqual([])
    expect(main.summary).toMatch(MEASURED)
    expect(main.stdout).toContain('No comment: this pull request comes from a fork')
    expect(main.stdout).toContain('run: report')
    expect(main.summary).toContain('> No comment&#58; this pull request comes from a fork')
    expect(main.stdout).not.toContain('::warning::')
    expect(main.outputs['report-name']).toMatch(/^wyndrvr-network-[0-9a-f]{8}$/)
    const { document } = readNumbersFile(main.files['report'] ?? '', 'the report')
    expect(document.measurements).toHaveLength(1)
  })

  test('the numbers have no text of the run in them', async () => {
    const main = await measureOnFork({ name: '@octocat <b>', matrix: '{"os":"[x](y)"}' })
    const text = main.files['report'] ?? ''
    expect(text).not.toMatch(/test runner|CPU|AMD|Intel|@|<|\[x\]/)
    expect(JSON.parse(text)).toMatchObject({ job: 'network', name: '-octocat -b-', matrix: '-x--y-' })
  })

  test('report: off writes none', async () => {
    const main = await measureOnFork({ report: 'off' })
    expect(main.outputs['report']).toBeUndefined()
  })
})

describe('run: report', () => {
  test('comments on the pull request of the run that ended, with what it renders itself', async () => {
    const measured = await measureOnFork({ comment: 'never' })
    await using api = await startGitHubApi({
      pulls: [PULL, FORK_PULL],
      artifacts: [artifact(measured.files['report'])],
    })
    const main = await report(api, { comment: 'always' })
    expect(main.code).toBe(0)
    expect(api.problems).toEqual([])
    expect(api.comments).toHaveLength(1)
    expect(api.comments[0]?.issue).toBe(FORK_PULL.number)
    expect(main.outputs).toMatchObject({ passed: 'true', verdict: 'pass' })
    expect(main.outputs['comment-url']).toContain('/issues/12#issuecomment-')
    const [section] = readBody(api.comments[0]?.body ?? '')
    expect(section).toMatchObject({ title: 'Network / network / thread', sha: PULL.headSha, verdict: 'pass' })
    expect(section?.url).toMatch(/^https:\/\/github\.com\/.*\/actions\/runs\/\d+$/)
    expect(section?.body).toContain('<code>latency.p50</code>')
    expect(main.summary).toContain('<code>latency.p50</code>')
  })

  test('is quiet by default where nothing failed, and comments where something did', async () => {
    const good = await measureOnFork({})
    await using quiet = await startGitHubApi({
      pulls: [FORK_PULL],
      artifacts: [artifact(good.files['report'])],
    })
    expect((await report(quiet)).code).toBe(0)
    expect(quiet.comments).toEqual([])
    const bad = await measureOnFork({ server: '127.0.0.1:1' })
    expect(bad.code).toBe(1)
    await using loud = await startGitHubApi({
      pulls: [FORK_PULL],
      artifacts: [artifact(bad.files['report'])],
    })
    const main = await report(loud)
    expect(main.code).toBe(0)
    expect(main.outputs).toMatchObject({ passed: 'false', verdict: 'fail' })
    expect(loud.comments[0]?.body).toContain('Something could not be measured.')
  })

  test('takes every leg of a matrix, and the newest artifact of a name', async () => {
    const measured = await measureOnFork({})
    const leg = (matrix: string): string =>
      JSON.stringify({ ...JSON.parse(measured.files['report'] ?? ''), matrix })
    await using api = await startGitHubApi({
      pulls: [FORK_PULL],
      artifacts: [
        artifact('{}', { name: `${NAME}1` }),
        artifact(leg('linux'), { name: `${NAME}1` }),
        artifact(leg('windows'), { name: `${NAME}2` }),
        artifact('{}', { name: 'coverage' }),
        artifact('{}', { name: `${NAME}3`, expired: true }),
      ],
    })
    const main = await report(api, { comment: 'always' })
    expect(main.stdout).not.toContain('::warning::')
    expect(readBody(api.comments[0]?.body ?? '').map(({ title }) => title)).toEqual([
      'Network / network (linux) / thread',
      'Network / network (windows) / thread',
    ])
  })

  test.each([
    ['is no archive', artifact('', { bytes: strToU8('no zip') }), 'is not a valid zip archive'],
    ['has another file', artifact('', { bytes: zipSync({ 'other.json': strToU8('{}') }) }), `has no ${FILE}`],
    [
      'has the file in a folder above',
      artifact('', { bytes: zipSync({ [`../${FILE}`]: strToU8('{}') }) }),
      `has no ${FILE}`,
    ],
    ['is said to be large', artifact('{}', { size: 2_000_000 }), 'is larger than'],
    ['is large', artifact('{}', { bytes: new Uint8Array(2_000_000), size: 10 }), 'is larger than'],
    ['unpacks to very much', artifact(' '.repeat(50_000_000)), `has no ${FILE} of `],
    ['is no JSON', artifact('no'), 'do not have the format wyndrvr.numbers/1'],
    [
      'is of another version',
      artifact('{"schema":"wyndrvr.numbers/9"}'),
      'do not have the format wyndrvr.numbers/1',
    ],
    ['has a document that is none', artifact(broken((file) => ({ ...file, document: {} }))), 'has no schema'],
    [
      'has words for a job that are none',
      artifact(broken((file) => ({ ...file, job: '@octocat' }))),
      'do not have the format wyndrvr.numbers/1',
    ],
    ['has a figure without end', artifact(withP50('1e999')), 'include a physically impossible figure'],
    ['has a figure of many digits', artifact(withP50('1e300')), 'include a physically impossible figure'],
    ['has a figure below 0', artifact(withP50('-1')), 'does not match the schema at measurements.0.p50'],
    [
      'is nested without end',
      artifact(
        broken((file) => ({ ...file, document: 0 })).replace(
          '"document":0',
          `"document":${'['.repeat(1e6)}${']'.repeat(1e6)}`,
        ),
      ),
      '',
    ],
    ['has text for a figure', artifact(withP50('"<b>"')), 'does not match the schema at measurements.0.p50'],
  ])(
    'an artifact that %s is left out with a warning, and the step stays green',
    async (_what, given, sentence) => {
      await using api = await startGitHubApi({ pulls: [FORK_PULL], artifacts: [given] })
      const main = await report(api, { comment: 'always' })
      expect(main.code).toBe(0)
      expect(main.stdout).toContain('::warning::Ignored an artifact: ')
      expect(main.stdout).toContain(sentence)
      expect(api.comments).toEqual([])
      expect(api.problems).toEqual([])
    },
  )

  test.each([
    ['another commit', { ...FORK_PULL, headSha: '9'.repeat(40) }],
    ['another repository', { ...FORK_PULL, headRepository: { ...FORK, id: 5 } }],
    ['another branch', { ...FORK_PULL, headBranch: 'other' }],
    ['no repository any more', { ...FORK_PULL, headRepository: null }],
    ['been closed', { ...FORK_PULL, open: false }],
  ])('a pull request whose head has %s gets no comment', async (_what, pull) => {
    const measured = await measureOnFork({})
    await using api = await startGitHubApi({ pulls: [pull], artifacts: [artifact(measured.files['report'])] })
    const main = await report(api, { comment: 'always' })
    expect(main.code).toBe(0)
    expect(main.stdout).toContain(
      'No comment: the commit of that run is not the head of an open pull request.',
    )
    expect(api.comments).toEqual([])
    expect(main.summary).toContain('<code>latency.p50</code>')
  })

  test.each([HOSTILE, HOSTILE.toReversed()])(
    'hostile text in the strings of a document is in no comment (%#)',
    async (...texts) => {
      const measured = await measureOnFork({ thresholds: 'latency.p50 < 10min' })
      const file = JSON.parse(measured.files['report'] ?? '')
      const hostile = { ...file, document: poisoned(file.document, texts.values()) }
      await using api = await startGitHubApi({
        pulls: [FORK_PULL],
        artifacts: [artifact(JSON.stringify(hostile))],
      })
      const main = await report(api, { comment: 'always' })
      expect(main.code).toBe(0)
      const body = api.comments[0]?.body ?? ''
      expect(body).toContain('<code>latency.p50</code>')
      const shown = withoutOurs(body).replaceAll(
        /<!-- wyndrvr (comment|section [\w-]+|figures|history|end) -->/g,
        '',
      )
      expect(shown).not.toMatch(/[<@]|evil|\]\((?!https:\/\/github\.com\/)|^\s*```|alert/m)
      expect(withoutOurs(main.summary)).not.toMatch(/[<@]|evil|alert/)
      const commands = main.stdout.split('\n').filter((line) => /^\s*::|##\[/.test(line))
      expect(commands.filter((line) => !/^::(add-mask|warning|debug)::/.test(line))).toEqual([])
    },
  )

  test('a run that was not for a pull request, and one without artifacts, get no comment', async () => {
    await using api = await startGitHubApi({ pulls: [FORK_PULL] })
    const pushed = await report(api, {}, { event: 'push' })
    expect(pushed.stdout).toContain(
      'No comment: the run that ended was not for a pull request (event: push).',
    )
    const empty = await report(api)
    expect(empty.stdout).toContain(
      'No comment: the run that ended has no artifact whose name begins with wyndrvr-.',
    )
    expect([pushed.code, empty.code]).toEqual([0, 0])
  })

  test('an artifact that may not be read is a warning', async () => {
    await using api = await startGitHubApi({
      fail: () => ({
        status: 403,
        message: 'Resource not accessible',
        headers: { 'x-accepted-github-permissions': 'actions=read' },
      }),
    })
    const main = await report(api)
    expect(main.code).toBe(0)
    expect(main.stdout).toContain(
      '::warning::GitHub refused the comment (403: Resource not accessible). The token needs the permission actions: read',
    )
  })

  test('belongs under workflow_run, and needs a token', async () => {
    using pushed = new Job({ inputs: { run: 'report', 'github-token': 'x' } })
    const main = await pushed.main()
    expect(main.code).toBe(1)
    expect(main.stdout).toContain(
      '::error::run: report must run in a workflow on workflow_run, but this one runs on push.',
    )
    using silent = new Job({ inputs: { run: 'report' }, event: endedRunEvent() })
    expect((await silent.main()).stdout).toContain(
      '::error::run: report needs the input github-token, but it is empty.',
    )
  })
})

async function measureOnFork(inputs: Readonly<Record<string, string>>, apiUrl?: string): Promise<StepResult> {
  await using server = await startServer({ host: '127.0.0.1', port: 0 })
  using job = new Job({
    inputs: { ...QUICK, server: `127.0.0.1:${server.address.port}`, ...inputs },
    event: pullRequestEvent({ fork: true }),
    ...(apiUrl === undefined ? {} : { apiUrl }),
  })
  const main = await job.main()
  await job.post()
  return main
}

async function report(
  api: { readonly url: string; readonly token: string },
  inputs: Readonly<Record<string, string>> = {},
  run: Readonly<Record<string, unknown>> = {},
): Promise<StepResult> {
  using job = new Job({
    inputs: { run: 'report', 'github-token': api.token, ...inputs },
    event: endedRunEvent(run),
    apiUrl: api.url,
  })
  const main = await job.main()
  await job.post()
  return main
}

function artifact(text: string | undefined, given: Partial<GitHubArtifact> = {}): GitHubArtifact {
  return { run: endedRunId(), name: NAME, bytes: zipSync({ [FILE]: strToU8(text ?? '') }), ...given }
}

function broken(change: (file: Readonly<Record<string, unknown>>) => object): string {
  const specs = { passed: 0, failed: 0, skipped: 0 }
  const file = {
    schema: 'wyndrvr.numbers/1',
    job: 'a',
    matrix: '',
    name: '',
    run: 'suite',
    specs,
    errors: 0,
    document: null,
  }
  return JSON.stringify(change(file))
}

/** A report of one latency with another median. */
function withP50(value: string): string {
  const text = broken((file) => ({ ...file, document: exampleDocument([exampleLatency()]) }))
  return text.replace(/"p50":[\d.]+/, `"p50":${value}`)
}

/** A report without the HTML and the charts that it is made of. */
function withoutOurs(text: string): string {
  return text
    .replaceAll(/<\/?(?:code|details|summary)>/g, '')
    .replaceAll(/^```mermaid\n%%\{init: [^`]*\n```$/gm, '')
}

/** A document in which all text that may be any text is another one: each time the next of these, as long as there are some. */
function poisoned(value: unknown, texts: Iterator<string>): unknown {
  const text = (): string => texts.next().value ?? '<b>'
  if (value === '') return text()
  if (Array.isArray(value)) return value.map((one) => poisoned(one, texts))
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([name, one]) => {
    if (name === 'reasons') return [name, [text(), text(), text()]]
    if (['sentence', 'host', 'cpuModel', 'runner', 'kernel', 'container', 'node'].includes(name))
      return [name, text()]
    return [name, name === 'unknown' ? { p99: text(), p50: text() } : poisoned(one, texts)]
  })
  return Object.fromEntries(entries)
}

import { existsSync, readFileSync } from 'node:fs'

import { describe, expect, test } from 'vitest'

import { startServer } from '../../src/index.ts'
import { readDocument } from '../../src/results/document.ts'
import { MODES } from '../../src/server/mode.ts'
import { startGitHubApi } from '../support/github-api.ts'
import { eventExample } from '../support/events.ts'
import { gone, isAlive } from '../support/processes.ts'
import { Job } from '../support/runner.ts'

const pullRequest = eventExample('pull_request')
const pullRequestNumber = Number(pullRequest.payload['number'])

/** The heading of a run in which nothing failed: on a busy machine a figure may not be to be trusted. */
const MEASURED = /### wyndrvr: (?:✅ Measured|⚠️ Invalid): /u

describe.each(MODES)('in %s mode', (mode) => {
  test('measures, writes summary and outputs, comments once, and stops the server in post', async () => {
    await using api = await startGitHubApi({ pageSize: 2, comments: otherComments(5) })
    const inputs = { mode, count: '100', size: '1', 'github-token': api.token }
    const before = api.comments.length

    for (const round of [1, 2]) {
      using job = new Job({ inputs, event: pullRequest, apiUrl: api.url })
      const main = await job.main()
      expect(main.stderr).toBe('')
      expect(main.code).toBe(0)
      expect(main.outputs['passed']).toBe('true')
      for (const name of ['latency-avg', 'latency-p99', 'download-mbps', 'upload-mbps']) {
        expect(Number(main.outputs[name])).toBeGreaterThan(0)
      }
      const path = main.outputs['results'] ?? ''
      const document = readDocument(readFileSync(path, 'utf8'), path)
      expect(document.measurements.map(({ kind }) => kind)).toEqual(['latency', 'throughput', 'throughput'])
      expect(String(document.measurements[0]?.kind === 'latency' && document.measurements[0].avg)).toBe(
        main.outputs['latency-avg'],
      )
      expect(main.summary).toMatch(MEASURED)
      expect(main.summary).toContain(`${mode} mode`)

      expect(api.problems).toEqual([])
      expect(api.comments).toHaveLength(before + 1)
      const comment = api.comments.at(-1)
      expect(comment?.issue).toBe(pullRequestNumber)
      expect(comment?.body).toMatch(MEASURED)
      expect(api.requests.at(-1)?.operation).toBe(
        round === 1 ? 'issues/create-comment' : 'issues/update-comment',
      )

      const server = Number(job.state['server'])
      expect(isAlive(server)).toBe(true)
      const post = await job.post()
      expect(post.code).toBe(0)
      expect(post.stdout).toContain(`Stopped the server (process ${server})`)
      await gone(server)
    }
  })
})

test('measures a running server and starts none', async () => {
  await using server = await startServer({ host: '127.0.0.1', port: 0 })
  using job = new Job({ inputs: { server: `127.0.0.1:${server.address.port}`, count: '3', size: '1' } })
  const main = await job.main()
  expect(main.code).toBe(0)
  expect(main.stdout).toContain('No comment: this workflow does not run for a pull request.')
  expect(job.state['server']).toBeUndefined()
  const post = await job.post()
  expect(post.code).toBe(0)
  expect(post.stdout).toBe('')
})

test('a server that is not there makes the step red, with the summary written and the reason named', async () => {
  using job = new Job({ inputs: { server: '127.0.0.1:1' } })
  const main = await job.main()
  expect(main.code).toBe(1)
  expect(main.stdout).toContain('::error::Connecting to 127.0.0.1:1 was refused')
  expect(main.outputs).toMatchObject({ passed: 'false', 'latency-avg': '' })
  expect(existsSync(main.outputs['results'] ?? '')).toBe(true)
  expect(main.summary).toContain('### wyndrvr: ❌ Failed')
})

test.each([
  ['mode', 'fast', 'The input mode must be one of thread, process, sequential, got'],
  ['port', '70000', 'The input port must be a whole number from 0 to 65535, got'],
  ['workers', '0', 'The input workers must be a whole number from 1 to 256, got'],
  ['count', '-1', 'The input count must be a whole number from 1 to 1000000, got'],
  ['size', 'big', 'The input size must be a number from'],
  ['comment', 'sometimes', 'The input comment must be one of always, never, got'],
  ['server', 'nowhere', 'The input server is wrong: Expected a server as host:port'],
])('input %s with the value %s is refused in one sentence', async (name, value, sentence) => {
  using job = new Job({ inputs: { [name]: value } })
  const main = await job.main()
  expect(main.code).toBe(1)
  expect(main.stdout).toContain(`::error::${sentence}`)
  expect(main.stdout).toContain(value)
  expect(main.stdout).not.toContain('    at ')
  expect(main.outputs['passed']).toBe('false')
  expect(job.state['server']).toBeUndefined()
})

test.each([
  [403, 'Resource not accessible by integration'],
  [404, 'Not Found'],
  [422, 'Validation Failed'],
])(
  'a comment refused with %i is a warning that names the permission, and the step stays green',
  async (status, message) => {
    await using api = await startGitHubApi({
      fail: ({ method }) => (method === 'POST' ? { status, message } : null),
    })
    using job = new Job({
      inputs: { count: '3', size: '1', 'github-token': api.token },
      event: pullRequest,
      apiUrl: api.url,
    })
    const main = await job.main()
    const post = await job.post()
    expect(main.code).toBe(0)
    expect(main.outputs['passed']).toBe('true')
    expect(main.stdout).toMatch(
      new RegExp(`::warning::The comment was refused \\(${status}: .*${message}.*pull-requests: write`),
    )
    expect(main.summary).toMatch(MEASURED)
    expect(post.code).toBe(0)
    await gone(Number(job.state['server']))
  },
)

test('comment: never asks nothing of GitHub', async () => {
  await using api = await startGitHubApi()
  using job = new Job({
    inputs: { count: '3', size: '1', comment: 'never', 'github-token': api.token },
    event: pullRequest,
    apiUrl: api.url,
  })
  const main = await job.main()
  await job.post()
  expect(main.code).toBe(0)
  expect(api.requests).toEqual([])
})

test('the token is never shown', async () => {
  await using api = await startGitHubApi()
  using job = new Job({
    inputs: { count: '3', size: '1', 'github-token': api.token },
    event: pullRequest,
    apiUrl: api.url,
    env: { RUNNER_DEBUG: '1' },
  })
  const main = await job.main()
  await job.post()
  const shown = main.stdout.replace(`::add-mask::${api.token}`, '')
  expect(shown).not.toContain(api.token)
  expect(main.summary).not.toContain(api.token)
})

test.runIf(process.platform === 'linux')(
  'the server that stays behind has no input in its environment',
  async () => {
    using job = new Job({
      inputs: { count: '3', size: '1', comment: 'never', 'github-token': 'a-secret-token' },
    })
    await job.main()
    const environment = readFileSync(`/proc/${job.state['server']}/environ`, 'utf8')
    await job.post()
    expect(environment).toContain('GITHUB_WORKFLOW=CI')
    expect(environment).not.toContain('a-secret-token')
    expect(environment).not.toMatch(/INPUT_|STATE_/)
  },
)

test('a comment of somebody without rights that has our marker is left alone', async () => {
  const body = '<!-- wyndrvr CI/network/thread -->\nAll is well, says somebody.'
  await using api = await startGitHubApi({ comments: [{ body, issue: pullRequestNumber, outsider: true }] })
  const inputs = { count: '3', size: '1', 'github-token': api.token }
  using job = new Job({ inputs, event: pullRequest, apiUrl: api.url })
  await job.main()
  await job.post()
  expect(api.problems).toEqual([])
  expect(api.comments.map((comment) => comment.body)).toEqual([
    body,
    expect.stringMatching(/^<!-- wyndrvr CI\/network\/thread -->\n### wyndrvr/),
  ])
})

function otherComments(count: number): { body: string; issue: number }[] {
  return Array.from({ length: count }, (_, index) => ({ body: `Comment ${index}`, issue: pullRequestNumber }))
}

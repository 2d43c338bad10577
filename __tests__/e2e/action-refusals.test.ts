import { once } from 'node:events'
import { createServer } from 'node:http'

import { afterAll, describe, expect, test } from 'vitest'

import { readBody } from '../../src/action/comment/comment-body.ts'
import { startServer } from '../../src/index.ts'
import { endedRunEvent, MEASURED, PULL, pullRequestEvent, QUICK } from '../support/action/examples.ts'
import type { Event } from '../support/documents/events.ts'
import { startGitHubApi } from '../support/github/api.ts'
import type { GitHubApi } from '../support/github/api.ts'
import { runStep } from '../support/action/runner.ts'
import type { StepResult } from '../support/action/runner.ts'

const server = await startServer({ host: '127.0.0.1', port: 0 })
afterAll(async () => server.close())

const INPUTS = { ...QUICK, server: `127.0.0.1:${server.address.port}` }
const COMMENTING = { ...INPUTS, comment: 'always' }

const DENIED = 'Resource not accessible by integration'

const YAML = 'permissions:\n  contents: read\n  pull-requests: write\n'

test.each([
  [403, 'POST', DENIED, 'The token needs the permissions contents: read and pull-requests: write.'],
  // The same block, though GitHub would be content with less here: the comment needs more.
  [
    404,
    'GET',
    'Not Found',
    'The pull request does not exist, or the token needs the permissions contents: read',
  ],
])(
  'a comment refused with %i is a warning that names the permissions, with YAML to paste',
  async (status, refused, message, advice) => {
    await using api = await startGitHubApi({
      fail: ({ method, path }) =>
        method === refused && !path.includes('/jobs/')
          ? { status, message, headers: { 'x-accepted-github-permissions': 'pull_requests=read' } }
          : null,
    })
    const main = await step(api)
    expect(main.code).toBe(0)
    expect(main.outputs['passed']).toBe('true')
    expect(main.stdout).toContain(`::warning::GitHub refused the comment (${status}: ${message}). ${advice}`)
    expect(main.stdout).toContain(YAML)
    expect(main.summary).toMatch(MEASURED)
    expect(main.summary).toContain(`\`\`\`yaml\n${YAML}\`\`\``)
    expect(api.problems).toEqual([])
  },
)

test.each([
  [403, 'Unable to create comment because issue is locked.', 'Unlock the conversation of the pull request'],
  [403, 'Repository was archived so is read-only.', ''],
  [422, 'Validation Failed', ''],
  [401, 'Bad credentials', 'The input github-token has expired or is invalid.'],
])('a comment refused with %i %s is a warning that says why', async (status, message, advice) => {
  await using api = await startGitHubApi({
    fail: ({ method }) => (method === 'POST' ? { status, message } : null),
  })
  const main = await step(api)
  expect(main.code).toBe(0)
  expect(main.stdout).toContain(
    `::warning::GitHub refused the comment (${status}: ${message}).${advice === '' ? '' : ` ${advice}`}`,
  )
  expect(main.stdout).not.toContain('permission')
  expect(main.summary).toMatch(MEASURED)
})

test('a comment refused to a run that Dependabot triggered names the permissions', async () => {
  await using api = await startGitHubApi({
    fail: ({ method }) => (method === 'POST' ? { status: 403, message: DENIED } : null),
  })
  const main = await step(api, {}, { GITHUB_ACTOR: 'dependabot[bot]' })
  expect(main.code).toBe(0)
  // Its token only reads unless the workflow lists permissions.
  expect(main.stdout).toContain('The token needs the permissions contents: read and pull-requests: write.')
  expect(main.stdout).toContain(YAML)
})

test('on a fork of a private repository it tries to comment, and a refusal says how forks get comments', async () => {
  const event = pullRequestEvent({ fork: true })
  const repository = { ...(event.payload['repository'] as object), private: true }
  for (const refused of [true, false]) {
    await using api = await startGitHubApi({
      fail: ({ method }) => (method === 'POST' && refused ? { status: 403, message: DENIED } : null),
    })
    const main = await step(api, {}, {}, { ...event, payload: { ...event.payload, repository } })
    expect(main.code).toBe(0)
    expect(main.stdout.includes('::warning::No comment: this pull request comes from a fork')).toBe(refused)
    expect(main.stdout.includes('\npermissions:\n  actions: read\n  pull-requests: write\njobs:\n')).toBe(
      refused,
    )
    expect(main.summary.includes('\n          task: report\n```\n')).toBe(refused)
    expect(main.summary).toMatch(MEASURED)
    expect(api.comments).toHaveLength(refused ? 0 : 1)
  }
})

// They mostly wait for retries.
describe('after a request that fails', { concurrent: true }, () => {
  test.each([
    ['a read', 'GET', { status: 502, message: 'Server Error' }],
    ['a write', 'POST', { status: 503, message: 'Service unavailable' }],
    [
      'a write (too many requests)',
      'POST',
      { status: 429, message: 'Too many requests', headers: { 'retry-after': '1' } },
    ],
    [
      'a write (secondary limit)',
      'POST',
      { status: 403, message: 'You have exceeded a secondary rate limit.', headers: { 'retry-after': '1' } },
    ],
  ])('%s that fails once is retried, and writes one comment', async (_what, method, failure) => {
    let failed = false
    await using api = await startGitHubApi({
      fail: (request) => {
        if (failed || request.method !== method || !request.path.endsWith('/comments')) return null
        failed = true
        return failure
      },
    })
    const main = await step(api)
    expect(main.code).toBe(0)
    expect(main.stdout).not.toContain('::warning::')
    expect(api.comments).toHaveLength(1)
  })

  test('a rate limit that GitHub lifts in an hour is a warning', async () => {
    const headers = { 'retry-after': '3600' }
    await using api = await startGitHubApi({
      fail: ({ method }) =>
        method === 'POST' ? { status: 403, message: 'secondary rate limit', headers } : null,
    })
    const main = await step(api)
    expect(main.code).toBe(0)
    expect(main.stdout).toContain("GitHub's rate limit is exceeded.")
  })

  test('an API that cannot be reached is a warning, and the summary has the figures', async () => {
    await using api = await startGitHubApi()
    const main = await step({ ...api, url: 'http://127.0.0.1:1' })
    expect(main.code).toBe(0)
    expect(main.stdout).toContain('::warning::GitHub refused the comment (no answer: ')
    expect(main.summary).toMatch(MEASURED)
  })
})

describe('something that answers in place of GitHub', () => {
  test.each([
    ['<html>Log in</html>', 'pull_request', 'it is not JSON.'],
    [
      '{}',
      'pull_request',
      `The answer about pull request ${PULL.number} is not one of GitHub's API: it has no "head".`,
    ],
    ['null', 'pull_request', 'it is not JSON.'],
    ['<html>Log in</html>', 'workflow_run', 'it is not JSON.'],
    [
      '[{}]',
      'workflow_run',
      'The answer about the artifacts of the run that ended is not one of GitHub\'s API: it has no "0.id".',
    ],
  ])('%s on %s is a warning in a sentence', async (answer, event, sentence) => {
    await using page = await startPage(answer)
    const report = event === 'workflow_run'
    const main = await runStep({
      inputs: report ? { task: 'report', 'github-token': 'x' } : { ...COMMENTING, 'github-token': 'x' },
      event: report ? endedRunEvent() : pullRequestEvent(),
      apiUrl: page.url,
    })
    expect(main.code).toBe(0)
    const warnings = main.stdout.split('\n').filter((line) => line.startsWith('::warning::'))
    expect(warnings).toHaveLength(1)
    expect(warnings[0]).toContain(sentence)
    expect(warnings[0]).toContain('Check whether a proxy answers in its place.')
    expect(main.stdout).not.toMatch(/undefined|Expected/)
  })
})

test('an empty token is a warning', async () => {
  await using api = await startGitHubApi()
  const main = await step(api, { 'github-token': '' })
  expect(main.code).toBe(0)
  expect(main.stdout).toContain('::warning::No comment was written: the input github-token is empty.')
  expect(api.requests).toEqual([])
})

test('without a job summary the log has the report', async () => {
  const main = await runStep({ inputs: INPUTS, env: { GITHUB_STEP_SUMMARY: '/nowhere/at/all' } })
  expect(main.code).toBe(0)
  expect(main.stdout).toContain('::warning::Could not write the job summary')
  expect(main.stdout).toMatch(MEASURED)
})

test('on GitHub Enterprise Server it uses the API and links to the pages of that server', async () => {
  await using api = await startGitHubApi({
    basePath: '/api/v3',
    pageSize: 2,
    comments: [1, 2, 3].map((n) => ({ body: `${n}`, issue: PULL.number })),
  })
  const main = await step(api, {}, { GITHUB_SERVER_URL: 'https://ghe.example' })
  expect(main.code).toBe(0)
  expect(api.problems).toEqual([])
  expect(main.outputs['report-url']).toBe('https://ghe.example/octo-org/octo-repo/actions/runs/4242')
  const [section] = readBody(api.comments.at(-1)?.body ?? '')
  expect(section?.url).toBe('https://ghe.example/octo-org/octo-repo/actions/runs/4242')
})

async function step(
  api: Pick<GitHubApi, 'url' | 'token'>,
  inputs: Readonly<Record<string, string>> = {},
  env: Readonly<Record<string, string>> = {},
  event: Event = pullRequestEvent(),
): Promise<StepResult> {
  return runStep({
    inputs: { ...COMMENTING, 'github-token': api.token, ...inputs },
    event,
    apiUrl: api.url,
    env,
  })
}

/** Answers every request with the same text. */
async function startPage(text: string): Promise<{ readonly url: string } & AsyncDisposable> {
  const page = createServer((_request, response) => {
    response.setHeader('content-type', text.startsWith('<') ? 'text/html' : 'application/json')
    response.end(text)
  })
  page.listen(0, '127.0.0.1')
  await once(page, 'listening')
  const address = page.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    url: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      page.close()
      page.closeAllConnections()
      await once(page, 'close')
    },
  }
}

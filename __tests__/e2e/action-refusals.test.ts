import { afterAll, expect, test } from 'vitest'

import { readBody } from '../../src/action/comment/comment-body.ts'
import { startServer } from '../../src/index.ts'
import { MEASURED, PULL, pullRequestEvent, QUICK } from '../support/action.ts'
import { startGitHubApi } from '../support/github/api.ts'
import type { GitHubApi } from '../support/github/api.ts'
import { runStep } from '../support/runner.ts'
import type { StepResult } from '../support/runner.ts'

const server = await startServer({ host: '127.0.0.1', port: 0 })
afterAll(async () => server.close())

const INPUTS = { ...QUICK, server: `127.0.0.1:${server.address.port}` }

const DENIED = 'Resource not accessible by integration'

test.each([
  [403, DENIED, 'issues=write; pull_requests=write', 'the permission pull-requests: write'],
  [403, DENIED, 'issues=write', 'the permission issues: write'],
  [403, DENIED, undefined, 'the permission pull-requests: write'],
  [404, 'Not Found', undefined, 'the permission pull-requests: write'],
])(
  'a comment refused with %i is a warning that names the permission, with YAML to paste',
  async (status, message, accepted, advice) => {
    await using api = await startGitHubApi({
      fail: ({ method }) =>
        method === 'POST'
          ? {
              status,
              message,
              headers: accepted === undefined ? {} : { 'x-accepted-github-permissions': accepted },
            }
          : null,
    })
    const main = await step(api)
    expect(main.code).toBe(0)
    expect(main.outputs['passed']).toBe('true')
    expect(main.stdout).toContain(
      `::warning::GitHub refused the comment (${status}: ${message}). The token needs ${advice}`,
    )
    const name = advice.split(' ').at(-2) ?? ''
    const yaml = `permissions:\n  contents: read\n  ${name} write\n`
    expect(main.stdout).toContain(yaml)
    expect(main.summary).toMatch(MEASURED)
    expect(main.summary).toContain(`\`\`\`yaml\n${yaml}\`\`\``)
    expect(api.problems).toEqual([])
  },
)

test.each([
  [422, 'Validation Failed', 'A locked pull request does not accept comments.'],
  [401, 'Bad credentials', 'The input github-token has expired or is invalid.'],
])('a comment refused with %i is a warning that says why', async (status, message, advice) => {
  await using api = await startGitHubApi({
    fail: ({ method }) => (method === 'POST' ? { status, message } : null),
  })
  const main = await step(api)
  expect(main.code).toBe(0)
  expect(main.stdout).toContain(`::warning::GitHub refused the comment (${status}: ${message}). ${advice}`)
})

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
): Promise<StepResult> {
  return runStep({
    inputs: { ...INPUTS, comment: 'always', 'github-token': api.token, ...inputs },
    event: pullRequestEvent(),
    apiUrl: api.url,
    env,
  })
}

import { describe, expect, test } from 'vitest'

import { readBody } from '../../src/action/comment/comment-body.ts'
import { startServer } from '../../src/index.ts'
import { MEASURED, PULL, pullRequestEvent, QUICK } from '../support/action/examples.ts'
import { skipIfBusyStep } from '../support/machine/busy-machine.ts'
import { startGitHubApi } from '../support/github/api.ts'
import type { GitHubApi } from '../support/github/api.ts'
import { Job, runStep } from '../support/action/runner.ts'
import type { JobOptions, StepResult } from '../support/action/runner.ts'

/** No server listens there, so the step fails at once. */
const NOWHERE = '127.0.0.1:1'

const OLD = 'a'.repeat(40)

describe('comment: on-change', () => {
  test('creates a comment when something fails, and keeps it current from then on', async () => {
    await using api = await startGitHubApi({ pageSize: 2, comments: otherComments(5) })
    await using server = await startServer({ host: '127.0.0.1', port: 0 })
    const good = `127.0.0.1:${server.address.port}`
    const step = async (address: string): Promise<StepResult> => oneStep(api, { inputs: { server: address } })

    const quiet = await step(good)
    expect(quiet.stdout).toContain('No comment: nothing failed and nothing is worse (comment: on-change).')
    expect(quiet.outputs['comment-url']).toBe('')
    expect(api.comments).toHaveLength(5)

    const failed = await step(NOWHERE)
    expect(failed.code).toBe(1)
    expect(api.comments).toHaveLength(6)
    const { id } = api.comments.at(-1) ?? {}
    expect(failed.outputs['comment-url']).toContain(`#issuecomment-${id}`)
    expect(ours(api)).toContain('### ❌ Network: the measurement failed\n')
    expect(ours(api)).toContain('- Connecting to 127.0.0.1')
    // Invisible characters would break what a reader copies.
    expect(ours(api)).not.toMatch(/\p{Cf}/u)

    const fixed = await step(good)
    expect(fixed.code).toBe(0)
    expect(api.comments.map((comment) => comment.id)).toHaveLength(6)
    expect(api.comments.at(-1)?.id).toBe(id)
    // Not judged: on a busy machine.
    expect(ours(api)).toMatch(MEASURED)
    expect(ours(api)).not.toContain('Connecting to')
    expect(api.problems).toEqual([])
  })

  test('is the default, and writes nothing if nothing fails', async () => {
    await using api = await startGitHubApi()
    await using server = await startServer({ host: '127.0.0.1', port: 0 })
    await oneStep(api, { inputs: { server: `127.0.0.1:${server.address.port}` } })
    expect(api.requests.filter(({ method }) => method !== 'GET')).toEqual([])
    expect(api.problems).toEqual([])
  })
})

test.concurrent('comment: never sends no request to GitHub', async () => {
  await using api = await startGitHubApi()
  const main = await oneStep(api, { inputs: { server: NOWHERE, comment: 'never' } })
  expect(main.stdout).toContain('No comment: the input comment is never.')
  expect(api.requests).toEqual([])
})

test.concurrent('matrix legs, workflows, modes, names and steps have a section each, which a retry and another event share', async () => {
  await using api = await startGitHubApi()
  const legs: readonly JobOptions[] = [
    { inputs: { matrix: '{"os":"ubuntu-latest","node":24}' } },
    { inputs: { matrix: '{"os":"windows-latest","node":24}' } },
    { inputs: { mode: 'process' } },
    { inputs: { name: 'second' } },
    // The steps of one job, as a runner names them; the last is a retry in a composite action.
    { env: { GITHUB_ACTION: '__wyndrvr_action' } },
    { env: { GITHUB_ACTION: '__wyndrvr_action_2' } },
    { env: { GITHUB_ACTION: 'measure' } },
    { env: { GITHUB_ACTION: 'measure.__1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed' } },
    // A retry by a step of its own has the name of the first one.
    { inputs: { name: 'second' }, env: { GITHUB_ACTION: '__wyndrvr_action_3' } },
    // A push of the same commit, which names its pull request.
    { event: { name: 'push', payload: {} }, inputs: { 'pull-request': String(PULL.number) } },
    { env: { GITHUB_WORKFLOW: 'Nightly' } },
    { env: { GITHUB_WORKFLOW: 'Nightly', GITHUB_RUN_ATTEMPT: '2' } },
  ]
  for (const leg of legs) await oneStep(api, { ...leg, inputs: { server: NOWHERE, ...leg.inputs } })
  expect(api.comments).toHaveLength(1)
  expect(readBody(ours(api)).map(({ title }) => title)).toEqual([
    'CI / network (ubuntu-latest, 24) / thread',
    'CI / network (windows-latest, 24) / thread',
    'CI / network / 2 / thread',
    'CI / network / measure / thread',
    'CI / network / process',
    'CI / network / second / thread',
    'CI / network / thread',
    'Nightly / network / thread',
  ])
  expect(readBody(ours(api)).at(-1)?.stamp).toMatchObject({ run: 7, attempt: 2 })
  expect(ours(api)).toContain('### ❌ Network: the measurement failed (8 of 8 failed)')
  expect(api.problems).toEqual([])
})

test.concurrent('the display names of jobs identify their sections', async () => {
  const [one, two] = [
    { id: 51_725_241_954, name: 'caller / Network <b> (ubuntu)' },
    { id: 51_725_241_955, name: 'caller / Network <b> (windows)' },
  ]
  await using api = await startGitHubApi({ jobs: [one, two] })
  for (const { id } of [one, two, one]) {
    await oneStep(api, { inputs: { server: NOWHERE, matrix: 'null', 'job-number': String(id) } })
  }
  expect(readBody(ours(api)).map(({ title }) => title)).toEqual([
    `CI / ${one.name} / thread`,
    `CI / ${two.name} / thread`,
  ])
  expect(ours(api)).toContain('&#60;b&#62;')
  expect(ours(api)).not.toContain('Network <b>')
  expect(api.problems).toEqual([])
})

test.concurrent('without a display name the section shows the id of the job, without a warning', async () => {
  await using api = await startGitHubApi({
    fail: ({ path }) =>
      path.includes('/actions/jobs/')
        ? { status: 403, message: 'Resource not accessible by integration' }
        : null,
  })
  const main = await oneStep(api, { inputs: { server: NOWHERE, 'job-number': '7' } })
  expect(main.stdout).not.toContain('::warning::')
  expect(api.requests[0]).toMatchObject({ operation: 'actions/get-job-for-workflow-run' })
  expect(readBody(ours(api)).map(({ title }) => title)).toEqual(['CI / network / thread'])
})

test.concurrent('a section of an older commit says so, and an older run does not replace a newer section', async () => {
  await using api = await startGitHubApi()
  await oneStep(api, { inputs: { server: NOWHERE, name: 'old' }, event: pullRequestEvent({ sha: OLD }) })
  await oneStep(api, { inputs: { server: NOWHERE, name: 'new' }, env: { GITHUB_RUN_NUMBER: '9' } })
  expect(ours(api)).toContain(`⚠️ aaaaaaa, not the newest commit (${PULL.headSha.slice(0, 7)})`)
  expect(ours(api)).toContain(`\n${PULL.headSha.slice(0, 7)} ·`)

  const again = { inputs: { server: NOWHERE, name: 'new' }, env: { GITHUB_RUN_NUMBER: '8' } }
  expect((await oneStep(api, again)).stdout).toContain(
    'The comment already has this result or a newer one: http',
  )

  const before = ours(api)
  const late = { inputs: { server: NOWHERE, name: 'new' }, event: pullRequestEvent({ sha: OLD }) }
  await oneStep(api, { ...late, env: { GITHUB_RUN_NUMBER: '8' } })
  const newer = readBody(ours(api)).find(({ title }) => title.includes('new'))
  expect(newer).toMatchObject({ sha: PULL.headSha, stamp: { run: 9 } })
  // The push is in its history nevertheless.
  expect(newer?.history.map(({ sha }) => sha)).toEqual([OLD, PULL.headSha])
  expect(ours(api)).not.toBe(before)
})

test.concurrent('eight jobs that write at the same time all have their sections in one comment', async () => {
  // Long enough for every job to read text that another one is about to overwrite.
  await using api = await startGitHubApi({ pageSize: 3, comments: otherComments(4), delay: 200 })
  const names = Array.from({ length: 8 }, (_, index) => `leg ${index}`)
  const ended = await Promise.all(
    names.map(async (name) => {
      using job = new Job(stepOptions(api, { inputs: { server: NOWHERE, name }, realPauses: true }))
      const main = await job.main()
      await job.post()
      return main
    }),
  )
  for (const { outputs, stdout } of ended) {
    expect(stdout).not.toContain('::warning::')
    expect(outputs['comment-url']).toContain('#issuecomment-')
  }
  expect(api.comments).toHaveLength(5)
  expect(api.requests.filter(({ operation }) => operation === 'issues/create-comment')).toHaveLength(1)
  expect(readBody(ours(api)).map(({ title }) => title)).toEqual(
    names.map((name) => `CI / network / ${name} / thread`),
  )
  expect(api.problems).toEqual([])
})

test.concurrent('the end of the job restores a section that another job overwrote', async () => {
  await using api = await startGitHubApi()
  using job = new Job(stepOptions(api, { inputs: { server: NOWHERE } }))
  await job.main()
  const written = ours(api)
  const id = api.comments[0]?.id
  await overwrite(api, id, '<!-- wyndrvr comment -->\n\nAnother job wrote this.')
  const post = await job.post()
  expect(post.code).toBe(0)
  expect(readBody(ours(api))).toEqual(readBody(written))
  expect(api.problems).toEqual([])
})

test.concurrent('a comment with the marker by another person or bot is not edited', async () => {
  const body = '<!-- wyndrvr comment -->\nAll is well, says somebody.'
  const others = [
    { login: 'maintainer', type: 'User' },
    { login: 'other[bot]', type: 'Bot' },
  ] as const
  await using api = await startGitHubApi({
    comments: others.map((by) => ({ body, issue: PULL.number, by })),
  })
  await oneStep(api, { inputs: { server: NOWHERE } })
  expect(api.comments.map((comment) => comment.body)).toEqual([
    body,
    body,
    expect.stringMatching(/^<!-- wyndrvr comment -->\n\n### ❌ Network: /),
  ])
})

test.concurrent('a comment that the token must not update is left alone, and a new one is written', async () => {
  const body = '<!-- wyndrvr comment -->\nFrom another token.'
  const by = { login: 'other[bot]', type: 'Bot' } as const
  const id = 2 ** 32 + 1
  await using api = await startGitHubApi({
    comments: [{ body, issue: PULL.number, by }],
    // GitHub does not say whose token it is, so that comment may be this action's.
    fail: ({ method, path }) =>
      path.endsWith('/graphql') || (method !== 'GET' && path.endsWith(String(id)))
        ? { status: 403, message: 'Resource not accessible by integration' }
        : null,
  })
  for (const run of ['7', '8']) {
    const main = await oneStep(api, { inputs: { server: NOWHERE }, env: { GITHUB_RUN_NUMBER: run } })
    expect(main.stdout).not.toContain('::warning::')
    expect(main.outputs['comment-url']).toContain(`#issuecomment-${id + 1}`)
  }
  expect(api.comments.map((comment) => comment.body)).toEqual([
    body,
    expect.stringMatching(/^<!-- wyndrvr comment -->\n\n### ❌ Network: /),
  ])
})

test.concurrent('the token is never shown', async () => {
  await using api = await startGitHubApi()
  const options = stepOptions(api, { inputs: { server: NOWHERE }, env: { RUNNER_DEBUG: '1' } })
  using job = new Job(options)
  const main = await job.main()
  const post = await job.post()
  const shown = `${main.stdout}${post.stdout}`.replaceAll(`::add-mask::${api.token}`, '')
  expect(shown).not.toContain(api.token)
  expect(main.summary).not.toContain(api.token)
})

// Apart from the others, which run side by side.
test('the comment keeps pushes with their figures, and shows them', async ({ skip }) => {
  await using api = await startGitHubApi()
  await using server = await startServer({ host: '127.0.0.1', port: 0 })
  for (const push of [1, 2, 3]) {
    const main = await oneStep(api, {
      inputs: { server: `127.0.0.1:${server.address.port}`, comment: 'always' },
      event: pullRequestEvent({ sha: String(push).repeat(40) }),
      env: { GITHUB_RUN_NUMBER: String(push) },
    })
    // Invalid figures are not kept.
    skipIfBusyStep(main, skip)
  }
  const [section] = readBody(ours(api))
  expect(section?.history.map(({ run }) => run)).toEqual([1, 2, 3])
  for (const { figures } of section?.history ?? []) expect(figures['latency.p50']).toBeGreaterThan(0)
  expect(ours(api)).toContain('<summary>History of this pull request (3 runs)</summary>')
})

async function oneStep(api: GitHubApi, options: JobOptions): Promise<StepResult> {
  return runStep(stepOptions(api, options))
}

function stepOptions(api: GitHubApi, options: JobOptions): JobOptions {
  return {
    event: pullRequestEvent(),
    apiUrl: api.url,
    ...options,
    inputs: { ...QUICK, 'github-token': api.token, ...options.inputs },
  }
}

/** The text of the action's comment. */
function ours(api: GitHubApi): string {
  return api.comments.findLast(({ body }) => body.startsWith('<!-- wyndrvr comment -->'))?.body ?? ''
}

async function overwrite(api: GitHubApi, id: number | undefined, body: string): Promise<void> {
  const response = await fetch(`${api.url}/repos/octo-org/octo-repo/issues/comments/${id}`, {
    method: 'PATCH',
    headers: {
      authorization: `token ${api.token}`,
      'user-agent': 'test',
      'content-type': 'application/json',
    },
    body: JSON.stringify({ body }),
  })
  expect(response.status).toBe(200)
}

function otherComments(count: number): { body: string; issue: number }[] {
  return Array.from({ length: count }, (_, index) => ({ body: `Comment ${index}`, issue: PULL.number }))
}

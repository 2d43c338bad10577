import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, expect, test } from 'vitest'

import { readBody } from '../../src/action/comment/comment-body.ts'
import { startServer } from '../../src/index.ts'
import { endedRunEvent, MEASURED, PULL, pullRequestEvent, QUICK } from '../support/action/examples.ts'
import { eventExample } from '../support/documents/events.ts'
import type { Event } from '../support/documents/events.ts'
import { startGitHubApi } from '../support/github/api.ts'
import { Job, runStep } from '../support/action/runner.ts'

/** GitHub's examples have no such event. A runner's payload has the repository and the cron line. */
const SCHEDULE: Event = {
  name: 'schedule',
  payload: { schedule: '17 4 * * *', repository: eventExample('push').payload['repository'] },
}

const server = await startServer({ host: '127.0.0.1', port: 0 })
afterAll(async () => server.close())

/** Inputs of a step that comments. */
const COMMENTING = { ...QUICK, server: `127.0.0.1:${server.address.port}`, comment: 'always' }

// Each starts programs and waits for them.
test.concurrent.each([
  eventExample('push'),
  SCHEDULE,
  eventExample('workflow_dispatch'),
  endedRunEvent({ event: 'push' }),
  // An event that this version does not know.
  { name: 'something_new', payload: { pull_request: 'no object' } },
  { name: 'something_newer', payload: ['no object either'] },
  { name: 'pull_request', payload: { pull_request: { number: 7 } } },
])('on $name it measures, and has no pull request to comment on', async (event) => {
  await using api = await startGitHubApi()
  using job = new Job({ inputs: { ...COMMENTING, 'github-token': api.token }, event, apiUrl: api.url })
  const main = await job.main()
  expect((await job.post()).code).toBe(0)
  expect(main.code).toBe(0)
  expect(main.summary).toMatch(MEASURED)
  expect(main.stdout).toContain(
    `No comment: this workflow does not run for a pull request (event: ${event.name}).`,
  )
  expect(api.requests).toEqual([])
})

test.concurrent.each<[what: string, event: Event, inputs: Readonly<Record<string, string>>]>([
  ['a comment on it', commentEvent({}), {}],
  [
    'a merge queue',
    {
      name: 'merge_group',
      payload: {
        merge_group: { head_ref: `refs/heads/gh-readonly-queue/main/pr-${PULL.number}-${'a'.repeat(40)}` },
      },
    },
    {},
  ],
  [
    'an input of workflow_dispatch',
    { name: 'workflow_dispatch', payload: { inputs: { pr: `#${PULL.number}`, os: '7' } } },
    {},
  ],
  ['the input pull-request', { name: 'push', payload: {} }, { 'pull-request': String(PULL.number) }],
])('with %s it comments on the pull request, for its head', async (_what, event, inputs) => {
  await using api = await startGitHubApi()
  const main = await runStep({
    inputs: { ...COMMENTING, 'github-token': api.token, ...inputs },
    event,
    apiUrl: api.url,
  })
  expect(main.code).toBe(0)
  expect(api.comments.map(({ issue }) => issue)).toEqual([PULL.number])
  const body = api.comments[0]?.body ?? ''
  expect(readBody(body)[0]?.sha).toBe(PULL.headSha)
  expect(body).not.toContain('not the newest')
  expect(api.problems).toEqual([])
})

test.concurrent.each(['pull_request', 'pull_request_target'])(
  'on %s it comments, and names the head of the pull request as the commit',
  async (name) => {
    await using api = await startGitHubApi()
    const main = await runStep({
      inputs: { ...COMMENTING, 'github-token': api.token },
      event: pullRequestEvent({ name }),
      apiUrl: api.url,
    })
    expect(main.code).toBe(0)
    expect(api.comments.map(({ issue }) => issue)).toEqual([PULL.number])
    expect(readBody(api.comments[0]?.body ?? '')[0]?.sha).toBe(PULL.headSha)
    expect(api.problems).toEqual([])
  },
)

test.each([
  [pullRequestEvent({ name: 'pull_request_target', fork: true }), { suite: '*.js' }, 'suite'],
  [endedRunEvent(), { suite: '*.js' }, 'suite'],
  [
    pullRequestEvent({ name: 'pull_request_target' }),
    { task: 'compare', base: '127.0.0.1:1', head: 'node spec.js {port}' },
    'base or head with a command',
  ],
  [
    pullRequestEvent({ name: 'pull_request_target' }),
    { task: 'compare', arms: 'one: 127.0.0.1:1\ntwo: node spec.js {port}' },
    'arms with a command',
  ],
  [commentEvent({}), { suite: '*.js' }, 'suite'],
  [endedRunEvent({ event: 'issue_comment' }), { suite: '*.js' }, 'suite'],
])(
  'code of a pull request does not run with the permissions of the repository (%#)',
  async (event, inputs, input) => {
    const workspace = mkdtempSync(join(tmpdir(), 'wyndrvr-pull-'))
    try {
      writeFileSync(join(workspace, 'spec.js'), `require('fs').writeFileSync('ran', '')`)
      using job = new Job({ inputs, event, workspace })
      const main = await job.main()
      expect(main.code).toBe(1)
      expect(main.stdout).toContain(`::error::The input ${input} is refused under ${event.name}, because`)
      expect(job.state['server']).toBeUndefined()
    } finally {
      rmSync(workspace, { recursive: true })
    }
  },
)

test('under pull_request_target the built-in suite runs, and comments on a pull request from a fork', async () => {
  await using api = await startGitHubApi()
  const main = await runStep({
    inputs: { ...COMMENTING, 'github-token': api.token },
    event: pullRequestEvent({ name: 'pull_request_target', fork: true }),
    apiUrl: api.url,
  })
  expect(main.code).toBe(0)
  expect(api.comments).toHaveLength(1)
})

/** A comment on the pull request. */
function commentEvent(pull: object | undefined): Event {
  return { name: 'issue_comment', payload: { issue: { number: PULL.number, pull_request: pull } } }
}

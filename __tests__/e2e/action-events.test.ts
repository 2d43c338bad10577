import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { readBody } from '../../src/action/comment/comment-body.ts'
import { endedRunEvent, MEASURED, PULL, pullRequestEvent, QUICK } from '../support/action.ts'
import { eventExample } from '../support/documents/events.ts'
import type { Event } from '../support/documents/events.ts'
import { startGitHubApi } from '../support/github/api.ts'
import { Job } from '../support/runner.ts'

/** What a runner gives for it: the repository, and the line of the cron table. GitHub's community has recorded none. */
const SCHEDULE: Event = {
  name: 'schedule',
  payload: { schedule: '17 4 * * *', repository: eventExample('push').payload['repository'] },
}

test.each([
  eventExample('push'),
  SCHEDULE,
  eventExample('workflow_dispatch'),
  eventExample('merge_group'),
  endedRunEvent({ event: 'push' }),
  // A newer GitHub may tell of events otherwise.
  { name: 'something_new', payload: { pull_request: 'no object' } },
])('on $name it measures, and has no pull request to comment on', async (event) => {
  await using api = await startGitHubApi()
  using job = new Job({
    inputs: { ...QUICK, comment: 'always', 'github-token': api.token },
    event,
    apiUrl: api.url,
  })
  const main = await job.main()
  expect((await job.post()).code).toBe(0)
  expect(main.code).toBe(0)
  expect(main.summary).toMatch(MEASURED)
  expect(main.stdout).toContain(
    `No comment: this workflow does not run for a pull request (event: ${event.name}).`,
  )
  expect(api.requests).toEqual([])
})

test.each(['pull_request', 'pull_request_target'])(
  'on %s it comments, with the head of the pull request as the commit',
  async (name) => {
    await using api = await startGitHubApi()
    using job = new Job({
      inputs: { ...QUICK, comment: 'always', 'github-token': api.token },
      event: pullRequestEvent({ name }),
      apiUrl: api.url,
    })
    const main = await job.main()
    await job.post()
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
    { run: 'compare', base: '127.0.0.1:1', head: 'node spec.js {port}' },
    'base or head with a command',
  ],
])(
  'code of a pull request is not run with the rights of the repository (%#)',
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

test('under pull_request_target the built-in suite measures, and comments on a pull request from a fork', async () => {
  await using api = await startGitHubApi()
  using job = new Job({
    inputs: { ...QUICK, comment: 'always', 'github-token': api.token },
    event: pullRequestEvent({ name: 'pull_request_target', fork: true }),
    apiUrl: api.url,
  })
  const main = await job.main()
  await job.post()
  expect(main.code).toBe(0)
  expect(api.comments).toHaveLength(1)
})

import { expect, test } from 'vitest'

import { readBody } from '../../src/action/comment/comment-body.ts'
import { PULL, pullRequestEvent, QUICK } from '../support/action/examples.ts'
import { Job, runStep } from '../support/action/runner.ts'
import { startGitHubApi } from '../support/github/api.ts'

/** No server listens there, so a step fails at once. */
const FAILING = { ...QUICK, server: '127.0.0.1:1' }

test('jobs and legs of a matrix that fail at the same time make one comment and one notification', async () => {
  await using api = await startGitHubApi({ delay: 200 })
  const jobs = [
    ['proxy', '0'],
    ['proxy', '1'],
    ['proxy', '2'],
    ['tunnel', '0'],
  ] as const
  await Promise.all(
    jobs.map(async ([id, leg]) => {
      using job = new Job({
        inputs: {
          ...FAILING,
          matrix: JSON.stringify({ leg }),
          // The runner sets it.
          'job-index': leg,
          'github-token': api.token,
        },
        event: pullRequestEvent(),
        env: { GITHUB_JOB: id },
        apiUrl: api.url,
        realPauses: true,
      })
      const main = await job.main()
      expect(main.stdout).not.toContain('::warning::')
      await job.post()
    }),
  )
  // GitHub notifies people of every new comment, even one that is deleted at once.
  expect(api.requests.filter(({ operation }) => operation === 'issues/create-comment')).toHaveLength(1)
  expect(readBody(api.comments[0]?.body ?? '')).toHaveLength(jobs.length)
  expect(api.reactions).toEqual([])
  expect(api.problems).toEqual([])
})

test('a reaction that another workflow added with the same token stays, and does not delay the comment', async () => {
  const reaction = { issue: PULL.number, content: 'eyes' } as const
  await using api = await startGitHubApi({ reactions: [{ ...reaction, age: 60_000 }] })
  await runStep({
    inputs: { ...FAILING, 'github-token': api.token },
    event: pullRequestEvent(),
    apiUrl: api.url,
  })
  expect(api.comments.map(({ issue }) => issue)).toEqual([PULL.number])
  expect(api.reactions).toMatchObject([reaction])
  expect(api.requests.filter(({ operation }) => operation === 'reactions/create-for-issue')).toHaveLength(1)
  expect(api.problems).toEqual([])
})

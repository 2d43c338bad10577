import { expect, test } from 'vitest'

import { readBody } from '../../src/action/comment/comment-body.ts'
import { pullRequestEvent, QUICK } from '../support/action/examples.ts'
import { Job } from '../support/action/runner.ts'
import { startGitHubApi } from '../support/github/api.ts'

test('legs of a matrix that fail at the same time make one comment and one notification', async () => {
  await using api = await startGitHubApi({ delay: 200 })
  // Further apart than neighbors, since their processes do not start at the same time on a busy machine.
  const legs = ['0', '2', '4']
  await Promise.all(
    legs.map(async (leg) => {
      using job = new Job({
        // No server listens there, so the step fails at once.
        inputs: {
          ...QUICK,
          server: '127.0.0.1:1',
          matrix: `{"leg":${leg}}`,
          name: 'proxy',
          'job-index': leg,
          'github-token': api.token,
        },
        event: pullRequestEvent(),
        apiUrl: api.url,
        realPauses: true,
      })
      const main = await job.main()
      expect(main.summary).toContain(`### ❌ Network, ${leg} / proxy: the measurement failed\n`)
      await job.post()
    }),
  )
  // GitHub notifies people of every new comment, even one that is deleted at once.
  expect(api.requests.filter(({ operation }) => operation === 'issues/create-comment')).toHaveLength(1)
  expect(readBody(api.comments[0]?.body ?? '')).toHaveLength(legs.length)
  expect(api.problems).toEqual([])
})

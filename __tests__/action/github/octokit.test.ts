import { afterEach, expect, test, vi } from 'vitest'

import { PULL } from '../../support/action/examples.ts'
import { startGitHubApi } from '../../support/github/api.ts'

afterEach(() => vi.restoreAllMocks())

test('the time that a step measures does not count against its requests', async () => {
  await using api = await startGitHubApi()
  vi.stubEnv('GITHUB_API_URL', api.url)
  // It reads the address of the API when it is loaded.
  const { makeOctokit } = await import('../../../src/action/github/octokit.ts')
  const over = vi.spyOn(AbortSignal, 'timeout').mockReturnValue(AbortSignal.abort())
  const octokit = makeOctokit(api.token)
  over.mockRestore()
  const { data } = await octokit.rest.pulls.get({ owner: 'a', repo: 'b', pull_number: PULL.number })
  expect(data.head.sha).toBe(PULL.headSha)
})

test.each([
  ['Slow down.', '2', 2],
  ['Slow down.', '3600', 1],
  ['You have exceeded a secondary rate limit.', '3600', 1],
])(
  'a read that is answered 429 "%s" is retried after the delay of Retry-After, or not at all',
  async (message, delay, requests) => {
    const failure = { status: 429, message, headers: { 'retry-after': delay } }
    let failed = 0
    await using api = await startGitHubApi({ fail: () => ((failed += 1) === 1 ? failure : null) })
    const { makeOctokit } = await import('../../../src/action/github/octokit.ts')
    const began = performance.now()
    const asked = makeOctokit(api.token).rest.pulls.get({
      baseUrl: api.url,
      owner: 'a',
      repo: 'b',
      pull_number: PULL.number,
    })
    if (requests === 1) await expect(asked).rejects.toMatchObject({ status: 429 })
    else expect((await asked).data.head.sha).toBe(PULL.headSha)
    expect(failed).toBe(requests)
    // A timer never ends earlier, but for the precision of a clock.
    if (requests > 1) expect(performance.now() - began).toBeGreaterThan(Number(delay) * 1000 - 50)
  },
)

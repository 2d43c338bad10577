import { describe, expect, test } from 'vitest'

import { readNumbersFile } from '../../src/action/forks/numbers-file.ts'
import { MEASURED } from '../support/action/examples.ts'
import { startGitHubApi } from '../support/github/api.ts'
import { measureOnFork } from './fork-runs.ts'

describe('on a pull request from a fork', () => {
  test('it writes the summary and the numbers, sends no request to GitHub, stays green, and says how to get comments', async () => {
    await using api = await startGitHubApi()
    const main = await measureOnFork({ 'github-token': api.token, comment: 'always' }, api.url)
    expect(main.code).toBe(0)
    expect(api.requests).toEqual([])
    expect(main.summary).toMatch(MEASURED)
    expect(main.stdout).toContain('No comment: this pull request comes from a fork')
    expect(main.stdout).toContain('task: report')
    expect(main.summary).toContain('> No comment&#58; this pull request comes from a fork')
    expect(main.stdout).not.toContain('::warning::')
    expect(main.outputs['artifact-name']).toMatch(/^wyndrvr-network-[0-9a-f]{8}$/)
    const { document } = readNumbersFile(main.files['artifact'] ?? '', 'the report')
    expect(document.measurements).toHaveLength(1)
  })

  test('the numbers contain no text from the run', async () => {
    const main = await measureOnFork({ name: '@octocat <b>', matrix: '{"os":"[x](y)"}' })
    const text = main.files['artifact'] ?? ''
    expect(text).not.toMatch(/test runner|CPU|AMD|Intel|@|<|\[x\]/)
    expect(JSON.parse(text)).toMatchObject({ job: 'network', name: '-octocat -b-', matrix: '-x--y-' })
  })

  test('artifact: off writes no numbers', async () => {
    const main = await measureOnFork({ artifact: 'off' })
    expect(main.outputs['artifact']).toBeUndefined()
  })
})

import { describe, expect, test } from 'vitest'

import { readBody } from '../../src/action/comment/comment-body.ts'
import { endedRunEvent, PULL } from '../support/action/examples.ts'
import { startGitHubApi } from '../support/github/api.ts'
import { Job } from '../support/action/runner.ts'
import { artifact, FORK_PULL, measureOnFork, NAME, report } from './fork-runs.ts'

/** The run of a fork in which nothing failed. */
const good = await measureOnFork()

describe('task: report', { concurrent: true }, () => {
  test('comments on the pull request of the run that ended, with a report that it renders itself', async () => {
    await using api = await startGitHubApi({
      pulls: [PULL, FORK_PULL],
      artifacts: [artifact(good.files['artifact'])],
    })
    const main = await report(api, { comment: 'always' })
    expect(main.code).toBe(0)
    expect(api.problems).toEqual([])
    expect(api.comments).toHaveLength(1)
    expect(api.comments[0]?.issue).toBe(FORK_PULL.number)
    // Invalid: on a busy machine.
    expect(main.outputs).toMatchObject({
      passed: 'true',
      verdict: expect.stringMatching(/^(?:pass|invalid)$/),
    })
    expect(main.outputs['comment-url']).toContain('/issues/12#issuecomment-')
    const [section] = readBody(api.comments[0]?.body ?? '')
    expect(section).toMatchObject({
      title: 'Network / network / thread',
      sha: PULL.headSha,
      verdict: expect.stringMatching(/^(?:measured|invalid)$/),
    })
    expect(section?.url).toMatch(/^https:\/\/github\.com\/.*\/actions\/runs\/\d+$/)
    expect(section?.body).toContain('Latency p50')
    expect(main.summary).toContain('<code>latency.p50</code>')
  })

  test('comments by default only if something failed', async () => {
    await using quiet = await startGitHubApi({
      pulls: [FORK_PULL],
      artifacts: [artifact(good.files['artifact'])],
    })
    expect((await report(quiet)).code).toBe(0)
    expect(quiet.comments).toEqual([])
    const bad = await measureOnFork({ server: '127.0.0.1:1' })
    expect(bad.code).toBe(1)
    await using loud = await startGitHubApi({
      pulls: [FORK_PULL],
      artifacts: [artifact(bad.files['artifact'])],
    })
    const main = await report(loud)
    expect(main.code).toBe(0)
    expect(main.outputs).toMatchObject({ passed: 'false', verdict: 'fail' })
    expect(loud.comments[0]?.body).toContain('Something could not be measured.')
  })

  test('reports every leg of a matrix, from the newest artifact of each name', async () => {
    const leg = (matrix: string): string =>
      JSON.stringify({ ...JSON.parse(good.files['artifact'] ?? ''), matrix })
    await using api = await startGitHubApi({
      pulls: [FORK_PULL],
      artifacts: [
        artifact('{}', { name: `${NAME}1` }),
        artifact(leg('linux'), { name: `${NAME}1` }),
        artifact(leg('windows'), { name: `${NAME}2` }),
        artifact('{}', { name: 'coverage' }),
        artifact('{}', { name: `${NAME}3`, expired: true }),
      ],
    })
    const main = await report(api, { comment: 'always' })
    expect(main.stdout).not.toContain('::warning::')
    expect(readBody(api.comments[0]?.body ?? '').map(({ title }) => title)).toEqual([
      'Network / network (linux) / thread',
      'Network / network (windows) / thread',
    ])
  })

  test('a leg that other measurements kept from its turn is invalid, not a failure', async () => {
    const numbers = JSON.parse(good.files['artifact'] ?? '')
    const document = { ...numbers.document, measurements: [] }
    await using api = await startGitHubApi({
      pulls: [FORK_PULL],
      artifacts: [artifact(JSON.stringify({ ...numbers, document, busy: true }))],
    })
    const main = await report(api, { comment: 'always' })
    expect(main.outputs).toMatchObject({ passed: 'true', verdict: 'invalid' })
    expect(api.comments[0]?.body).toContain(
      'Other measurements on the machine took longer than the patience.',
    )
  })

  test('a leg of which no spec could be judged is invalid, as in the run itself', async () => {
    const numbers = JSON.parse(good.files['artifact'] ?? '')
    const skipped = { file: '', name: '', state: 'skipped', attempts: 1, errors: [], measured: [] }
    const document = { ...numbers.document, specs: [skipped, skipped] }
    const leg = { ...numbers, document, specs: { ...numbers.specs, skipped: 2 } }
    await using api = await startGitHubApi({
      pulls: [FORK_PULL],
      artifacts: [
        artifact(JSON.stringify({ ...leg, unjudged: true, matrix: 'noise' }), { name: `${NAME}1` }),
        // Skipped by hand.
        artifact(JSON.stringify({ ...leg, matrix: 'skip' }), { name: `${NAME}2` }),
      ],
    })
    const main = await report(api, { comment: 'always' })
    expect(main.outputs).toMatchObject({ passed: 'true', verdict: 'invalid' })
    expect(readBody(api.comments[0]?.body ?? '').map(({ verdict }) => verdict)).toEqual([
      'invalid',
      'invalid',
    ])
    expect(api.comments[0]?.body).toContain('Too few specs could be judged.')
  })

  test('specs of a leg that failed or did not finish are failures', async () => {
    const numbers = JSON.parse(good.files['artifact'] ?? '')
    const specs = { ...numbers.specs, failed: 2, incomplete: 1 }
    await using api = await startGitHubApi({
      pulls: [FORK_PULL],
      artifacts: [artifact(JSON.stringify({ ...numbers, specs }))],
    })
    const main = await report(api)
    expect(main.outputs).toMatchObject({ passed: 'false', verdict: 'fail' })
    expect(api.comments[0]?.body).toContain('2 specs failed.')
    expect(api.comments[0]?.body).toContain('1 spec did not finish.')
  })

  test('collects 40 legs from a slow API, says in its outputs what failed in one, and writes once', async () => {
    const bad = await measureOnFork({ server: '127.0.0.1:1' })
    const texts = [good, bad].map(({ files }) => JSON.parse(files['artifact'] ?? ''))
    await using api = await startGitHubApi({
      pulls: [FORK_PULL],
      artifacts: Array.from({ length: 40 }, (_, index) =>
        artifact(JSON.stringify({ ...texts[index === 17 ? 1 : 0], matrix: `leg ${index}` }), {
          name: `${NAME}${index}`,
        }),
      ),
      delay: 300,
    })
    const main = await report(api, { comment: 'always' })
    expect(main.stdout).not.toContain('::warning::')
    expect(main.outputs).toMatchObject({ passed: 'false', verdict: 'fail' })
    expect(readBody(api.comments[0]?.body ?? '')).toHaveLength(40)
    expect(api.requests.filter(({ method }) => method !== 'GET').map(({ operation }) => operation)).toEqual([
      'reactions/create-for-issue',
      'issues/create-comment',
      'graphql',
      'reactions/delete-for-issue',
    ])
    expect(api.problems).toEqual([])
  })

  test('a request that is never answered is given up and made again', async () => {
    let silent = true
    await using api = await startGitHubApi({
      pulls: [FORK_PULL],
      artifacts: [artifact(good.files['artifact'])],
      fail: () => {
        const first = silent
        silent = false
        return first ? 'silence' : null
      },
    })
    const main = await report(api, { comment: 'always' })
    expect(main.stdout).not.toContain('::warning::')
    expect(api.comments).toHaveLength(1)
  })

  test('sets its outputs before it comments', async () => {
    const bad = await measureOnFork({ server: '127.0.0.1:1' })
    let begin = (): void => undefined
    const begun = new Promise<void>((resolve) => {
      begin = resolve
    })
    await using api = await startGitHubApi({
      pulls: [FORK_PULL],
      artifacts: [artifact(bad.files['artifact'])],
      fail: ({ method, path }) => {
        if (method !== 'POST' || !path.endsWith('/comments')) return null
        begin()
        return 'silence'
      },
    })
    using job = new Job({
      inputs: { task: 'report', 'github-token': api.token },
      event: endedRunEvent(),
      apiUrl: api.url,
    })
    const main = await job.main(async ({ child }) => {
      await begun
      child.kill('SIGKILL')
    })
    expect(main.signal).toBe('SIGKILL')
    expect(main.outputs).toMatchObject({ passed: 'false', verdict: 'fail' })
  })

  test('a pull request whose head is another commit gets no comment', async () => {
    const pull = { ...FORK_PULL, headSha: '9'.repeat(40) }
    await using api = await startGitHubApi({ pulls: [pull], artifacts: [artifact(good.files['artifact'])] })
    const main = await report(api, { comment: 'always' })
    expect(main.code).toBe(0)
    expect(main.stdout).toContain(
      'No comment: the commit of that run is not the head of an open pull request.',
    )
    expect(api.comments).toEqual([])
    expect(main.summary).toContain('<code>latency.p50</code>')
  })

  test('a run that was not for a pull request and a run without artifacts get no comment', async () => {
    await using api = await startGitHubApi({ pulls: [FORK_PULL] })
    const pushed = await report(api, {}, { event: 'push' })
    expect(pushed.stdout).toContain(
      'No comment: the run that ended was not for a pull request (event: push).',
    )
    const empty = await report(api)
    expect(empty.stdout).toContain(
      'No comment: the run that ended has no artifact whose name begins with wyndrvr-.',
    )
    expect([pushed.code, empty.code]).toEqual([0, 0])
  })

  test('an artifact that the token must not read is a warning', async () => {
    await using api = await startGitHubApi({
      fail: () => ({
        status: 403,
        message: 'Resource not accessible',
        headers: { 'x-accepted-github-permissions': 'actions=read' },
      }),
    })
    const main = await report(api)
    expect(main.code).toBe(0)
    expect(main.outputs).toMatchObject({ passed: 'true', verdict: 'invalid' })
    expect(main.stdout).toContain(
      '::warning::GitHub refused a request about the run that ended (403: Resource not accessible). The token needs the permissions actions: read, contents: read and pull-requests: write.',
    )
    expect(main.summary).toContain(
      'permissions:\n  actions: read\n  contents: read\n  pull-requests: write\n',
    )
  })

  test('requires workflow_run and a token', async () => {
    using pushed = new Job({ inputs: { task: 'report', 'github-token': 'x' } })
    const main = await pushed.main()
    expect(main.code).toBe(1)
    expect(main.stdout).toContain(
      '::error::task: report must run in a workflow on workflow_run, but this one runs on push.',
    )
    using silent = new Job({ inputs: { task: 'report' }, event: endedRunEvent() })
    expect((await silent.main()).stdout).toContain(
      '::error::task: report needs the input github-token, but it is empty.',
    )
  })
})

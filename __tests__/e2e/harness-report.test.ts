import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { beforeAll, describe, expect, test } from 'vitest'

import type { SpecResult } from '../../src/results/types.ts'
import { installed, newProject, NEWEST_VITEST, said } from '../support/programs/installed.ts'
import type { Project } from '../support/programs/installed.ts'
import { isAlive } from '../support/programs/processes.ts'
import type { Ended } from '../support/programs/processes.ts'

const TOO_LONG = /This measurement needs about 7[56] s, but the test's timeout is 60 s\./

describe.each(NEWEST_VITEST)('a run with failures beside vitest %s', (version) => {
  let project: Project
  let ended: Ended

  beforeAll(async () => {
    await installed(version)
    project = await newProject(version, 'config', 'failing')
    project.write({ 'out/summary.md': '' })
    const reporters = ['default', 'json', 'junit'].map((name) => `--reporter=${name}`)
    const files = [
      'json=out/vitest.json',
      'junit=out/junit.xml',
      'wyndrvr=out/result.json',
      'wyndrvr-html=out/charts/page.html',
    ]
    ended = await project.vitest([...reporters, ...files.map((file) => `--outputFile.${file}`)], {
      GITHUB_ACTIONS: 'true',
      GITHUB_STEP_SUMMARY: join(project.folder, 'out/summary.md'),
      GITHUB_WORKSPACE: project.folder,
    })
  }, 300_000)

  test('ends with an error, and every failure is marked at its line', () => {
    expect(ended.code).toBe(1)
    expect(said(ended)).toMatch(/Tests\s+15 failed \| 3 passed/)
    const marked = said(ended).match(/^::error .*$/gm) ?? []
    // The link without await has two errors.
    expect(marked).toHaveLength(16)
    const failing = marked.filter((line) => line.includes('file=specs/failing.net.test.ts'))
    expect(failing).toHaveLength(2)
    expect(failing[0]).toMatch(
      /^::error file=specs\/failing\.net\.test\.ts,line=5,col=\d+,title=wyndrvr%3A never 100%25%2C that fast::expected/,
    )
    expect(failing[0]).toMatch(/%0Alatency: (\(!\) )?avg [\d.]+ .s/)
  })

  test('marks a failure once if vitest marks it too', async () => {
    const env = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: '', GITHUB_WORKSPACE: project.folder }
    const usual = await project.vitest(['specs/failing', '-t', 'that fast'], env)
    expect(said(usual).match(/^.*::error .*$/gm)).toEqual([
      expect.stringContaining('specs/failing.net.test.ts,'),
    ])
  })

  test.each([
    ['linkTo', 'await linkTo(', 'Connecting to 127.0.0.1:1 failed: the connection was refused'],
    ['connect', 'await connect(', 'Connecting to localhost:1 failed: the connection was refused'],
    [
      'a measurement without its server',
      'await link.latency({ count: 5 })',
      'that the harness started for the spec \\(process \\d+\\) has ended: SIGKILL',
    ],
    ['a forgotten await', "link.latency({ duration: '5s' })", 'link.latency\\(…\\) was not awaited'],
    ['a forgotten await of a network', 'network({ delay:', 'network\\(…\\) was not awaited'],
    ['calls that are not awaited', 'measure(() =>', 'measure\\(…\\) was not awaited'],
  ])('%s fails at its line, without a dump of what was measured', (name, code, message) => {
    const lines = text('specs/lines.net.test.ts').split('\n')
    const line = lines.findIndex((each) => each.includes(code)) + 1
    const marked = said(ended)
      .match(/^::error .*$/gm)
      ?.filter((each) => each.includes(`the line of > ${name}::`))
    expect(marked).toHaveLength(1)
    expect(marked?.[0]).toContain(`file=specs/lines.net.test.ts,line=${line},`)
    expect(marked?.[0]).toMatch(new RegExp(message))
    expect(said(ended)).not.toContain('measurement: ')
    // Nor with the errors of each address of a name.
    expect(said(ended)).not.toContain("stack: '")
  })

  test('a forgotten await fails one test, and disturbs no other', () => {
    expect(said(ended)).not.toContain('Unhandled')
    expect(specNamed('a test after a forgotten await')).toMatchObject({ state: 'passed', errors: [] })
  })

  test('a call that was not awaited is named beside the failure that it causes', () => {
    expect(specNamed('the line of > a link without await')?.errors).toEqual([
      expect.stringContaining('link.latency is not a function'),
      expect.stringContaining('linkTo(…) was not awaited'),
    ])
  })

  test('shows a failure in the table, the job summary and the document', () => {
    expect(said(ended)).toMatch(/× never 100%, that fast +latency/)
    expect(summary()).toMatch(/^### ❌ Network: \d+ of \d+ specs failed$/m)
    expect(summary()).toMatch(/(?:Failed: |^- )never 100%, that fast&#58; expected/m)
    const spec = specNamed('never 100%, that fast')
    expect(spec).toMatchObject({ state: 'failed', attempts: 1 })
    expect(spec?.errors[0]).toMatch(/expected [\d.]+ to be less than 0/)
  })

  test('writes a page with charts, in which measurements have the names of their specs', () => {
    const page = text('out/charts/page.html')
    expect(page).toMatch(
      /<caption>Specs<\/caption>[^]*<th scope="row">never 100%, that fast<\/th><td>failed<\/td>/,
    )
    expect(page).toMatch(/<th scope="row">never 100%, that fast: latency, closed loop/)
    expect(page).toContain('<svg role="img"')
  })

  test('leaves the files of the json and junit reporters whole', () => {
    const json: { numFailedTests: number } = JSON.parse(text('out/vitest.json'))
    expect(json.numFailedTests).toBe(15)
    expect(text('out/junit.xml')).toContain('failures="2"')
  })

  test('adds figures to the test cases of the junit reporter', () => {
    expect(text('out/junit.xml')).toMatch(/<property name="latency\.avg" value="[\d.]+">/)
  })

  test.each(['a download that is too long', 'a comparison that is too long'])(
    'refuses %s at once',
    (name) => {
      expect(said(ended)).toMatch(TOO_LONG)
      expect(specNamed(name)?.errors).toEqual([expect.stringMatching(TOO_LONG)])
    },
  )

  test('shows a comparison in the table, the job summary and the document', () => {
    expect(said(ended)).toMatch(/✓ through a proxy +compare +\S/)
    const { comparisons, verdicts, specs = [] } = project.result()
    expect(comparisons).toMatchObject([
      { metric: 'download.mbps', method: { burst: 1_000_000, budget: 3 }, arms: { base: { via: null } } },
    ])
    expect(comparisons[0]?.arms.head.via).toMatch(/^http-connect 127\.0\.0\.1:\d+$/)
    expect(verdicts).toMatchObject([{ kind: 'comparison', metric: 'download.mbps' }])
    const compare = specs.filter(({ file }) => file === 'specs/compare.net.test.ts')
    expect(compare.map(({ name, state, compared, judged }) => [name, state, compared, judged])).toEqual([
      ['through a proxy', 'passed', [0], [0]],
      ['a comparison that is too long', 'failed', [], []],
    ])
    expect(summary()).toContain('download')
  })

  test('says why a program did not become ready, and shows what it printed', () => {
    const programs = project.result().specs?.filter(({ file }) => file === 'specs/programs.net.test.ts')
    expect(programs?.map(({ state }) => state)).toEqual([
      'passed',
      ...Array.from({ length: 5 }, () => 'failed'),
    ])
    expect(said(ended)).toContain('said before it failed')
    expect(said(ended)).not.toContain('said by one that passes')
    expect(said(ended)).toMatch(/The program .* was not ready after 0\.2 s\. It printed/)
    expect(said(ended)).toMatch(
      /The program .* ended with exit code 0 before it was ready\. It printed:\s+not that/,
    )
    expect(said(ended)).toMatch(
      /The program .* ended with exit code 7 before it was stopped\. It printed:\s+soon/,
    )
    expect(said(ended)).toMatch(
      /The program no-such-program could not be started: spawn no-such-program ENOENT/,
    )
  })

  test('leaves no program behind, nor what the programs started', () => {
    const pids = said(ended).match(/(?<=^pid )\d+/gm) ?? []
    expect(pids.length).toBeGreaterThan(2)
    expect(pids.map(Number).filter(isAlive)).toEqual([])
  })

  function specNamed(name: string): SpecResult | undefined {
    return project.result().specs?.find((spec) => spec.name === name)
  }

  function summary(): string {
    return text('out/summary.md')
  }

  function text(path: string): string {
    expect(existsSync(join(project.folder, path))).toBe(true)
    return readFileSync(join(project.folder, path), 'utf8')
  }
})

import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { beforeAll, describe, expect, test } from 'vitest'

import { readDocument } from '../../src/results/document.ts'
import { copyExamples, installed, newProject, NEWEST_VITEST, said } from '../support/programs/installed.ts'
import type { Project } from '../support/programs/installed.ts'
import { blocksOf } from './blocks.ts'

/** Timeout (ms) of suites that measure for half a minute and wait for others on the same machine. */
const LONG_TEST = 240_000

describe.each(NEWEST_VITEST)('beside vitest %s', (version) => {
  beforeAll(async () => {
    await installed(version)
  }, 300_000)

  test(
    'the examples pass with the plugin',
    async () => {
      const project = await newProject(version, 'config')
      for (const path of copyExamples(project)) {
        project.write({ [path]: shorter(readFileSync(join(project.folder, path), 'utf8')) })
      }
      // Other tests may take the CPU from a measurement.
      const ended = await project.vitest(['--retry=2'])
      expect([ended.code, ended.code === 0 ? '' : said(ended)]).toEqual([0, ''])
      // A busy machine may be unable to judge some of them.
      expect(said(ended)).toMatch(/Tests\s+\d+ passed(?: \| \d+ skipped)? \(14\)/)
      expect(ended.stdout).toMatch(/via http-connect 127\.0\.0\.1:\d+/)
    },
    LONG_TEST,
  )

  test(
    'every block of docs/reference/harness.md runs, in the order of the page',
    async () => {
      const project = await newProject(version)
      const blocks = blocksOf('reference/harness.md')
      const others: string[] = []
      const tests: string[] = []
      for (const { language, text } of blocks) {
        const [, file] = /^\/\/ (\S+)\n/.exec(text) ?? []
        if (language === 'ts') {
          // A block without a file name needs a program of the reader's.
          if (file !== undefined) project.write({ [file]: shorter(text) })
        } else if (language === 'sh') tests.push(...(await runAll(project, text.trim().split('\n'))))
        else others.push(text.split('\n')[0] ?? '')
      }
      expect(blocks.filter(({ language }) => language === 'ts').length).toBeGreaterThan(6)
      expect(others).toEqual([' Network'])
      // The first run has only the spec of init. A busy machine may be unable to judge specs that use matchers.
      expect(tests).toEqual([
        expect.stringMatching(/^\d passed(?: \| \d skipped)? \(2\)$/),
        expect.stringMatching(/^\d+ passed(?: \| \d+ skipped)? \(20\)$/),
      ])
      const results = join(project.folder, 'results/network.json')
      expect(readDocument(readFileSync(results, 'utf8'), results).specs).toHaveLength(20)
    },
    LONG_TEST,
  )
})

/** A spec that measures for less time: here it only has to run. */
function shorter(text: string): string {
  return (
    text
      .replaceAll(/warmup: '\d+ms'/g, `warmup: '50ms'`)
      .replaceAll(/duration: '(?:1s|500ms)'/g, `duration: '250ms'`)
      // A comparison ends when it is decided. Beside other tests its bursts take longer, and smaller ones still fit in.
      .replaceAll("size: '8MB'", "size: '500kB'")
      .replaceAll(/budget: '\ds'/g, `budget: '6s'`)
  )
}

/** Runs commands of the page, and returns what vitest says of its tests. */
async function runAll(project: Project, lines: readonly string[]): Promise<readonly string[]> {
  const tests: string[] = []
  for (const line of lines) {
    // The packed package is installed already.
    if (line === 'npm install --save-dev wyndrvr vitest') continue
    const [npx, program, ...words] = line.split(' ')
    expect(npx).toBe('npx')
    const init = program === 'wyndrvr'
    const ended = init
      ? await project.wyndrvr(...words)
      : await project.vitest([...words.slice(1), '--retry=2'])
    expect([line, ended.code, ended.code === 0 ? '' : said(ended)]).toEqual([line, 0, ''])
    tests.push(...(/(?<=Tests\s+)\d.*/.exec(said(ended)) ?? []))
  }
  return tests
}

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { describe, expect, onTestFinished, test } from 'vitest'

import { ROOT, run } from '../support/programs/processes.ts'

const SOAK = join(ROOT, 'soak/soak.ts')
const FUZZ = join(ROOT, 'scripts/fuzz.ts')

/** It reads /proc, and its files have `using` declarations, which older releases of Node do not know. */
const RUNS = process.platform === 'linux' && Number.parseInt(process.versions.node, 10) >= 24

describe.runIf(RUNS)('npm run soak', () => {
  test('attacks servers of the chosen modes, and writes the figures between the marks of a page', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'wyndrvr-soak-page-'))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    const page = join(folder, 'page.md')
    writeFileSync(
      page,
      'Before.\n\n<!-- soak amplification -->\n\nOld.\n\n<!-- /soak amplification -->\n\nAfter.\n',
    )
    const words = ['--only', 'amplification', '--mode', 'thread,sequential', '--markdown', page]
    const { code, stdout } = await run(process.execPath, [SOAK, ...words])
    // A line appears as its attack ends, so either mode can be the first.
    expect(stdout.split('\n').toSorted()).toEqual([
      '',
      expect.stringMatching(/^2 rows in \d+ s, seed 1$/),
      expect.stringMatching(/^met {2}amplification, sequential: 0 bytes out; then \d+ out for 2000 in /),
      expect.stringMatching(/^met {2}amplification, thread: 0 bytes out; then \d+ out for 2000 in /),
    ])
    expect(code).toBe(0)
    const text = readFileSync(page, 'utf8')
    expect(text).toMatch(/^Before\.\n\n<!-- soak amplification -->\n\n### 1000 datagrams/)
    expect(text).toMatch(
      /\n\| thread +\| 0 bytes out; .* \| yes \|\n\| sequential \| 0 bytes out; .* \| yes \|\n/,
    )
    expect(text).toMatch(/\n<!-- \/soak amplification -->\n\nAfter\.\n$/)
    expect(text).not.toContain('Old.')
  })

  test.each([
    [['--only', 'nothing'], "There is no attack 'nothing'. Choose from silent, "],
    [['--mode', 'fast'], "There is no mode 'fast'. Choose from thread, process, sequential."],
    [['--seconds', '0'], "--seconds must be a whole number from 1 to 86400, got '0'."],
    [['--growth', '1.5'], "--growth must be a whole number from 1 to 86400, got '1.5'."],
    [['--seed', 'x'], "--seed must be a whole number from 1 to 4294967295, got 'x'."],
    [['--short', '--markdown', 'page.md'], '--markdown needs the full run. Leave out --short.'],
    [['--fast'], "Unknown option '--fast'"],
  ])('refuses %j', async (words, sentence) => {
    const { code, stderr } = await run(process.execPath, [SOAK, ...words])
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(`soak: ${sentence}`) })
  })
})

describe.runIf(RUNS)('npm run fuzz', () => {
  test('gives random inputs to the chosen parsers, and prints the seed', async () => {
    const words = ['run', 'fuzz', '--silent', '--', '--runs', '20', '--seed', '7', '--only', 'addresses']
    const { code, stdout } = await run('npm', words, { cwd: ROOT })
    expect(stdout).toContain('fuzz: 20 inputs of each parser, seed 7\n')
    expect(code).toBe(0)
  })

  test.each([
    [['--runs', '0'], "--runs must be a whole number from 1 to 999999999, got '0'"],
    [['--seed', 'x'], "--seed must be a whole number, got 'x'"],
    [['--fast'], "Unknown option '--fast'"],
  ])('refuses %j', async (words, sentence) => {
    const { code, stderr } = await run(process.execPath, [FUZZ, ...words])
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(`fuzz: ${sentence}`) })
  })
})

import { describe, expect, test } from 'vitest'

import { FROM_FORK } from '../../../src/action/forks/fork-advice.ts'
import { readBody, writeBody } from '../../../src/action/comment/comment-body.ts'
import { mergeHistories } from '../../../src/action/comment/push-history.ts'
import { sectionKey } from '../../../src/action/comment/section.ts'
import type { Section } from '../../../src/action/comment/section.ts'
import {
  BASE,
  download,
  HEAD,
  median,
  ofBuilds,
  ofSpecs,
  ofSuite,
  sectionOf,
  tail,
} from '../../support/action/example-comments.ts'
import { htmlOf, textOf, visibleLines } from '../../support/action/visible-lines.ts'

const WORSE = sectionOf(ofBuilds([median('worse', 1.57), download('same', -0.01), tail(0.9)]))
const FAILED = sectionOf(ofSuite(['latency.p99 < 0.8ms', 'download >= 1Gbit/s', 'upload >= 500Mbit/s']))

/** Every kind of comment, with its heading. */
const COMMENTS: Readonly<Record<string, readonly [heading: string, sections: readonly Section[]]>> = {
  worse: ['❌ Network: latency is 157 % higher than main', [WORSE]],
  same: [
    '✅ Network: download and latency are the same as main',
    [sectionOf(ofBuilds([median('same', 0.002), download('same', -0.01), tail(0.01)]))],
  ],
  undecided: [
    '❔ Network: cannot tell yet whether latency changed',
    [sectionOf(ofBuilds([median('inconclusive', 0.044), download('same', -0.01)]))],
  ],
  better: [
    '✅ Network: latency is 23.0 % lower and download is 11.0 % higher than main',
    [sectionOf(ofBuilds([median('better', -0.23), download('better', 0.11)]))],
  ],
  invalid: [
    '⚠️ Network: latency not judged',
    [
      sectionOf(
        ofBuilds([
          median('invalid', 0.02, {
            sentence:
              'latency.p50: not judged: each arm was also compared with itself, and differed by +9.1 % (+7.2 to +11.0 %), more than the margin of 5 %: something else on this machine or network affects the figures.',
          }),
          download('same', -0.01),
        ]),
      ),
    ],
  ],
  'thresholds-failed': [
    '❌ Network: latency p99 is 982 µs, limit < 0.8ms, and 1 more limit is broken',
    [FAILED],
  ],
  legs: ['❌ Network: download is 402 Mbps, limit >= 500Mbit/s (1 of 8 failed)', legs(8)],
  specs: ['❌ Network: 67 of 200 specs failed', [sectionOf(ofSpecs(200))]],
  fork: [
    '❌ Network: latency p99 is 982 µs, limit < 0.8ms',
    [
      sectionOf({
        ...ofSuite(['latency.p99 < 0.8ms']),
        notes: ["These figures were reported by the pull request's own run."],
        repeatable: false,
      }),
    ],
  ],
  mended: [
    '✅ Network: download and latency are the same as main',
    [withEarlier(sectionOf(ofBuilds([median('same', 0.002), download('same', -0.01)])), WORSE)],
  ],
}

describe.each(Object.entries(COMMENTS))('a comment: %s', (name, [heading, sections]) => {
  const written = writeBody(
    sections,
    HEAD,
    sections.slice(0, 1).map(({ key }) => key),
  )
  // Versions of zlib compress differently.
  const shown = written.replaceAll(/(?<=<!-- wyndrvr section )[\w-]+/g, 'packed')

  test('as a reader sees it', async () => {
    await expect(`${shown}\n`).toMatchFileSnapshot(`golden/comment-${name}.md`)
  })

  test('the heading says what was measured and how it came out', () => {
    expect(written.split('\n').filter((line) => line.startsWith('#'))).toHaveLength(1)
    expect(textOf(/^### (.*)$/m.exec(written)?.[1] ?? '')).toBe(heading)
  })

  test('at most 12 lines are visible, none of them a chart', () => {
    expect(visibleLines(shown).length).toBeLessThanOrEqual(12)
    expect(written).not.toContain('mermaid')
    expect(written.length).toBeLessThan(20_000)
  })

  test('it is read as it was written, and no Markdown is left inside HTML', () => {
    expect(
      readBody(written)
        .map(({ key }) => key)
        .toSorted(),
    ).toEqual(sections.map(({ key }) => key).toSorted())
    expect(htmlOf(shown)).not.toContain('**')
    expect(shown.match(/<details>/g)?.length).toBe(shown.match(/<\/details>/g)?.length)
  })
})

test('the table names the arms, and its figures and change agree', () => {
  const [before, ...lines] = textOf(COMMENTS['worse']?.[1][0]?.body ?? '').split('\n')
  expect(before).toBe('|  | main | this PR | change |  |')
  expect(lines.slice(0, 3)).toEqual([
    '| --- | --: | --: | --: | --- |',
    '| Latency p50 | 2.76 ms | 7.09 ms | **+157 %** (+141 to +173 %) | ❌ limit ±5 % |',
    '| Download | 8.11 Gbps | 8.03 Gbps | -1.0 % (-3.0 to +1.0 %) | ✅ within ±5 % |',
  ])
})

test.each([-0.6, -0.033, 0, 0.004, 0.2, 1.57, 40])(
  'head is shown as base with the change, also for %d',
  (change) => {
    // The medians of both arms say something else than the pairs.
    const { body } = sectionOf(ofBuilds([download('same', change, { base: 6128, head: 7018 })]))
    const [, base, head] = /^\| Download \| ([\d.]+) Gbps \| ([\d.]+) Gbps/m.exec(textOf(body)) ?? []
    expect(Number(head) / Number(base) / (1 + change)).toBeCloseTo(1, 2)
  },
)

test('a comparison that cannot tell says what to write in the workflow', () => {
  expect(COMMENTS['undecided']?.[1][0]?.body).toContain('To decide, set `budget: 3min` or `margin: 14%`.')
  const never = { toDecide: { margin: null, budget: null } }
  expect(sectionOf(ofBuilds([median('inconclusive', 0.044, never)])).body).toContain(
    'To decide, use a quieter runner, or name fewer `tests`.',
  )
})

test('a failure has the command, commits, placement and seed that repeat it', () => {
  const { body, basis } = WORSE
  expect(body).toContain(
    "npx wyndrvr compare --base 127.0.0.1:41001 --head 127.0.0.1:41002 --base-cmd 'node base/proxy.js --listen 127.0.0.1:41001' --head-cmd 'node proxy.js --listen 127.0.0.1:41002' --measure latency,download --margin 5% --budget 60s --seed 4711",
  )
  expect(body).toContain(`Build <code>${HEAD}</code> as head`)
  expect(body).toContain('Placement&#58; programs on CPU 0, transfers on CPU 1, latency on CPU 0.')
  expect(body).toContain(`and <code>${BASE}</code> as base:`)
  expect(basis).toBe('against 1234567 · 60 s')
  const unknown = sectionOf({ ...ofBuilds([median('worse', 1.57)]), arms: { base: 'main', head: 'this PR' } })
  expect(unknown.basis).toBe('against main · 60 s')
  expect(unknown.body).toContain('and the commit of <code>main</code> that it was compared with as base:')
  expect(FAILED.body).toContain('npx wyndrvr client --host 127.0.0.1 --port 43117 --test latency')
  expect(COMMENTS['specs']?.[1][0]?.body).toContain(
    'npx vitest run network/proxy-0.net.test.ts network/proxy-3.net.test.ts',
  )
  // A fork's run has no commands, and a run in which all is well needs none.
  expect(COMMENTS['fork']?.[1][0]?.body).not.toContain('npx ')
  expect(COMMENTS['same']?.[1][0]?.body).not.toContain('npx ')
})

test('five failed specs are unfolded, and a long name keeps its reason', () => {
  const long = 'x'.repeat(300)
  const report = ofSpecs(3)
  const failures = [`Failed: ${long} (it was too slow)`]
  const specs = [{ name: long, state: 'failed' as const, measurements: [] }]
  const section = sectionOf({ ...report, specs, failures })
  expect(section.headline).toBe('1 of 1 spec failed')
  expect(section.body.split('\n')[0]).toMatch(/^- Failed&#58; x{79}… \(it was too slow\)$/)
  const many = COMMENTS['specs']?.[1][0]?.body ?? ''
  expect(many.split('<details>')[0]?.match(/^- /gm)).toHaveLength(5)
  expect(many).toContain('<summary>Details and 62 more failures</summary>')
})

test('a target branch with a long name, or one full of symbols, does not get into the heading', () => {
  const base = `release/${'<b>|@me'.repeat(30)}`
  const section = sectionOf({ ...ofBuilds([median('worse', 1.57)]), arms: { base, head: 'this PR' } })
  const heading =
    writeBody([section], HEAD, [])
      .split('\n')
      .find((line) => line.startsWith('### ')) ?? ''
  expect(heading).not.toMatch(/[<>|@]/)
  expect(textOf(heading).length).toBeLessThan(100)
})

test('the sections of a fork say so in their last line', () => {
  expect(FROM_FORK).toContain('fork')
  expect(visibleLines(writeBody(COMMENTS['fork']?.[1] ?? [], HEAD, [])).at(-1)).toBe(
    "bbbbbbb · These figures were reported by the pull request's own run · run · how to read this",
  )
})

test('more than nine results leave the rest in one fold', () => {
  const written = writeBody(legs(40), HEAD, [])
  expect(visibleLines(written)).toHaveLength(10)
  expect(visibleLines(written).at(-1)).toMatch(/^32 more results: ✅ 32 passed$/)
  expect(readBody(written)).toHaveLength(40)
})

function legs(count: number): readonly Section[] {
  return Array.from({ length: count }, (_, index) =>
    sectionOf(ofSuite(['download >= 500Mbit/s'], index === 2 ? 402 : 941), {
      matrix: `ubuntu-${index}`,
      ...(index === 5 ? { sha: 'a'.repeat(40) } : {}),
    }),
  )
}

function withEarlier(now: Section, before: Section): Section {
  const at = 1_790_000_000_000
  const [push, earlier] = [now.history[0], before.history[0]]
  if (push === undefined || earlier === undefined) throw new Error('A section has at least one push.')
  const history = mergeHistories([{ ...earlier, at, sha: 'a'.repeat(40), run: 6 }], [{ ...push, at }])
  return { ...now, key: sectionKey(['mended']), history }
}

import * as fc from 'fast-check'
import { micromark } from 'micromark'
import { gfm, gfmHtml } from 'micromark-extension-gfm'
import { expect, test } from 'vitest'

import { MARKER, readBody, writeBody } from '../../../src/action/comment/comment-body.ts'
import { mergeHistories } from '../../../src/action/comment/push-history.ts'
import { pack } from '../../../src/action/comment/pack.ts'
import type { Section } from '../../../src/action/comment/section.ts'
import { sectionKey } from '../../../src/action/comment/section.ts'
import { commentReport } from '../../../src/report/markdown/comment-report.ts'
import { headline } from '../../../src/report/markdown/headline.ts'
import { HOSTILE } from '../../support/documents/hostile.ts'
import { LEGS } from '../../support/documents/reports.ts'

const HEAD = 'c'.repeat(40)

test('sections are read as they were written, with any text', () => {
  const text = fc.oneof(fc.string(), fc.constantFrom(...HOSTILE))
  fc.assert(
    fc.property(fc.array(fc.tuple(text, text), { minLength: 1, maxLength: 5 }), (parts) => {
      const sections = parts.map(([title, body], index) =>
        section({ key: sectionKey([String(index)]), title: title.slice(0, 300), body }),
      )
      const read = readBody(writeBody(sections, HEAD, keysOf(sections.slice(0, 1))))
      const byKey = (one: Pick<Section, 'key'>, other: Pick<Section, 'key'>): number =>
        one.key < other.key ? -1 : 1
      expect(read.map(({ body: _body, ...rest }) => rest).toSorted(byKey)).toEqual(
        sections.map(({ body: _body, ...rest }) => rest).toSorted(byKey),
      )
    }),
  )
})

test.each(HOSTILE)(
  'a title and a body cannot end their section, start another, or mention anybody: %j',
  (text) => {
    const written = writeBody([section({ title: text, body: text })], HEAD, keysOf([section()]))
    expect(written.match(/<!--/g)).toHaveLength(5)
    expect(readBody(written)).toHaveLength(1)
    const two = writeBody(
      [section({ title: text, headline: text }), section({ key: sectionKey(['b']) })],
      HEAD,
      [],
    )
    const [heading = '', summary = ''] = two.split('\n').filter((line) => /^(?:### |<summary>)/.test(line))
    expect(heading).not.toMatch(/[<>`@[\]|]/)
    expect(summary.replaceAll(/<\/?(?:summary|b)>/g, '')).not.toMatch(/[<>`@[\]|]/)
  },
)

test('the legs of a matrix in one comment, as a reader sees them', async () => {
  const pushes = [1, 2, 3].map((run) => ({
    sha: String(run).repeat(40),
    run,
    at: 1_790_000_000_000 + run * 86_400_000,
    verdict: run === 3 ? 'fail' : 'pass',
    figures: {
      'latency.p50': 0.4 + run / 100,
      'latency.p99': 0.9 + run / 10,
      'download.mbps': 960 - run * 140,
    },
  }))
  const legs = LEGS.map((leg, index) =>
    section({
      key: sectionKey([String(index)]),
      title: `CI / ${leg.title ?? ''} / ${leg.mode ?? ''}`,
      bad: leg.failures.length > 0,
      verdict: leg.failures.length > 0 ? 'fail' : 'pass',
      sha: index === 2 ? 'a'.repeat(40) : HEAD,
      history: index === 1 ? pushes : [],
      body: commentReport(leg, true),
      headline: headline(leg),
    }),
  )
  const written = writeBody(legs, HEAD, keysOf(legs.slice(0, 1)))
  // Versions of zlib compress differently.
  const shown = written.replaceAll(/(?<=<!-- wyndrvr section )[\w-]+/g, 'packed')
  await expect(shown).toMatchFileSnapshot('golden/matrix-comment.md')
  // Markdown inside an HTML block would not be rendered.
  const html = micromark(shown, {
    extensions: [gfm()],
    htmlExtensions: [gfmHtml()],
    allowDangerousHtml: true,
  })
  expect(html.match(/<table>/g)?.length).toBeGreaterThan(3)
  expect(html).not.toContain('**')
})

test('a comment of an earlier version, with the history before the figures, is read', () => {
  const { body: _body, ...facts } = section()
  const earlier = wrapped(pack(facts)).replace('\nx\n', '\nx\n\n**History of this pull request**\n\n')
  expect(readBody(`${MARKER}\n\n${earlier}`)).toEqual([section({ body: 'y' })])
})

test('the worst sections come first', () => {
  const sections = [
    section({ key: sectionKey(['a']), title: 'a' }),
    section({ key: sectionKey(['b']), title: 'b', bad: true, verdict: 'worse' }),
  ]
  const written = writeBody(sections, HEAD, [])
  expect(written).toContain('### ❌ Network: worse (1 of 2 worse)')
  expect(readBody(written).map(({ title }) => title)).toEqual(['b', 'a'])
})

test.each([2, 20, 256])(
  'of %i sections of 60,000 characters as many are shown as fit, including the own one',
  (count) => {
    const sections = Array.from({ length: count }, (_, index) =>
      section({
        key: sectionKey([String(index)]),
        title: `leg ${index}`,
        ...(index === 1 ? { bad: true, verdict: 'fail' } : {}),
        body: '🌐 figures '.repeat(5000),
        history: Array.from({ length: 20 }, (__, push) => ({
          sha: sectionKey([`${index}.${push}`]).padEnd(40, '0'),
          run: push,
          at: 1_790_000_000_000 + push,
          verdict: 'pass',
          figures: { 'latency.p50': push + index / 7, 'download.mbps': push * 1000 + index },
        })),
      }),
    )
    const own = sections.at(-1)?.key ?? ''
    const written = writeBody(sections, HEAD, [own])
    expect(written.length).toBeLessThanOrEqual(64_000)
    expect(written).toContain(`### ❌ Network: failed (1 of ${count} failed)`)
    expect(readBody(written).map(({ key }) => key)).toContain(own)
    expect(readBody(written).map(({ title }) => title)).toContain('leg 1')
  },
)

test.each([
  [
    'a marker with another format',
    '<!-- wyndrvr section {} -->\nx\n<!-- wyndrvr figures -->\ny\n<!-- wyndrvr end -->',
  ],
  ['text that cannot be unpacked', wrapped('AAAA')],
  ['text that unpacks to megabytes', wrapped(pack('x'.repeat(10_000_000)))],
  ['a section without a key', wrapped(pack({ ...section(), key: undefined }))],
  ['a verdict that is not a word', wrapped(pack({ ...section(), verdict: '<b>' }))],
])('%s is ignored', (_what, body) => {
  expect(readBody(`${MARKER}\n\n${body}`)).toEqual([])
})

test('the last 20 pushes are kept, with the later run of each commit', () => {
  const push = (run: number, sha = run.toString(16)): Section['history'][number] => ({
    sha,
    run,
    at: 1_790_000_000_000,
    verdict: 'pass',
    figures: {},
  })
  const long = Array.from({ length: 30 }, (_, index) => push(index))
  expect(mergeHistories(long, []).map(({ run }) => run)).toEqual(
    Array.from({ length: 20 }, (_, index) => index + 10),
  )
  expect(mergeHistories([push(1, 'aa'), push(3, 'bb')], [push(2, 'aa')])).toEqual([
    push(2, 'aa'),
    push(3, 'bb'),
  ])
  expect(mergeHistories([push(5, 'aa')], [push(2, 'aa')])).toEqual([push(5, 'aa')])
})

function wrapped(packed: string): string {
  return `<!-- wyndrvr section ${packed} -->\nx\n<!-- wyndrvr figures -->\ny\n<!-- wyndrvr end -->`
}

function section(given: Partial<Section> = {}): Section {
  return {
    key: sectionKey(['CI', 'network']),
    title: 'CI / network',
    sha: HEAD,
    stamp: { run: 7, attempt: 1, at: 1_790_000_000_000 },
    verdict: 'pass',
    bad: false,
    url: 'https://github.com/octo-org/octo-repo/actions/runs/1',
    history: [],
    body: 'Figures.',
    ...given,
  }
}

function keysOf(sections: readonly Section[]): readonly string[] {
  return sections.map(({ key }) => key)
}

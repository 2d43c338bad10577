import * as fc from 'fast-check'
import { micromark } from 'micromark'
import { gfm, gfmHtml } from 'micromark-extension-gfm'
import { describe, expect, test } from 'vitest'

import { commentReport } from '../../../src/report/markdown/comment-report.ts'
import { markdownReport } from '../../../src/report/markdown/markdown-report.ts'
import {
  escapeCode,
  escapeLine,
  escapeLink,
  escapeMarkdown,
  escapeMermaid,
} from '../../../src/report/markdown/escape.ts'
import type { MarkdownInput } from '../../../src/report/markdown/input.ts'
import {
  exampleConnect,
  exampleDatagram,
  exampleDocument,
  exampleLatency,
  exampleLoaded,
  exampleThroughput,
} from '../../support/documents/documents.ts'
import { chartsIn, readChart } from './xychart.ts'

const HOSTILE = [
  '<script>alert(1)</script>',
  '</details></td></table><h1>big</h1>',
  '<img src=x onerror=alert(1)>',
  '<!-- wyndrvr CI/network/thread -->',
  '--> end of comment',
  'a | b || c',
  '@everyone and @org/team closes #12, GH-34, o/r#5 and o@deadbeef',
  '[link](http://x.example) ![image](https://x.example/i.png) <https://x.example>',
  'see www.example.com or http://x.example, mail a@b.example',
  '```\nend of fence\n```mermaid\ngraph TD',
  '~~~\n~~struck~~ **bold** _it_ `code` $math$',
  '# heading\n## another\n===\n---',
  '- list',
  '+ list',
  '1. list',
  '3) list',
  '---',
  '=',
  '* * *',
  '> quote',
  '    code by indent',
  '[x] task',
  '[ref]: http://x.example',
  '&lt;b&gt; &#60;b&#62; &amp;',
  ':tada: :+1: :100: 12:00:00',
  '\\',
  '"] quote } %%{init: {"theme": "forest"}}%% #quot; ; end',
  'x-axis [1, 2]',
  '::error file=a::boom',
  '\r::set-output name=x::y',
  '##[error]boom',
  '\u001B[31mred\u001B[0m \u0007\u0000',
  '\u202Ebackwards\u202C \u2066iso\u2069',
  '\uD800 alone \uDC00',
  '👩‍💻 🎉 naïve 名前 e\u0301',
  'x'.repeat(5000),
  '|'.repeat(5000),
]

const NAMED = HOSTILE.map((text) => [JSON.stringify(text).slice(0, 60), text] as const)

/** A report in which all text that comes from outside is that text. */
function reportOf(text: string): MarkdownInput {
  const validity = { ok: false, reasons: [text, text] }
  const unknown = { p99: text, p999: text }
  const document = exampleDocument([
    exampleLatency({ unknown }),
    exampleThroughput({ validity }),
    exampleDatagram({ validity }),
    exampleLoaded({ bufferbloat: { grade: text, increase: 1, sentence: text } }),
    exampleConnect({ validity }),
  ])
  const { client } = document.environment
  const host = {
    ...client,
    platform: text,
    arch: text,
    kernel: text,
    cpuModel: text,
    node: text,
    container: text,
    runner: text,
    runnerImage: text,
  }
  const change = { metric: text, sentence: text, base: 1, head: 2 }
  return {
    document: {
      ...document,
      tool: { name: 'wyndrvr', version: text },
      startedAt: text,
      target: { host: text, port: 1, dialect: null, mode: null },
      environment: { client: host, server: host },
      verdicts: [
        {
          kind: 'threshold',
          metric: text,
          verdict: 'fail',
          sentence: `${text} 1`,
          threshold: text,
          figure: 1,
          limit: 2,
        },
        {
          kind: 'baseline',
          metric: text,
          verdict: 'worse',
          sentence: `${text} 2`,
          threshold: null,
          figure: 1,
          limit: null,
        },
      ],
    },
    specs: [
      { name: text, state: 'failed', measurements: document.measurements },
      { name: text, state: 'passed', measurements: [] },
    ],
    failures: ['First', text],
    mode: text,
    title: text,
    commit: text,
    comparisons: [{ ...change, verdict: 'worse', change: 1, interval: { from: 0.5, to: 1.5 }, floor: 0.1 }],
    baselines: [{ ...change, verdict: 'worse', spread: [1, 2], runs: 3 }],
    history: [1, 2].map((figure) => ({
      commit: text,
      at: text,
      verdict: text,
      figures: { 'latency.p50': figure, [text]: figure },
    })),
    notes: [text],
    links: [
      { text, url: 'https://example.com/a b(c)|d' },
      { text, url: `https://example.com/?${text.slice(0, 100)}` },
      { text, url: text },
    ],
  }
}

/** Parsed as GitHub does, but without its sanitizer, so that everything that escaping missed shows. */
function html(markdown: string): string {
  return micromark(markdown, {
    extensions: [gfm()],
    htmlExtensions: [gfmHtml()],
    allowDangerousHtml: true,
    allowDangerousProtocol: true,
  })
}

/** All tags of a page in order, without link targets and fenced code. */
function tagsOf(page: string): readonly string[] {
  const found = page.replaceAll(/<pre>.*?<\/pre>/gs, '<pre>').matchAll(/<[^>]*>/g)
  return Array.from(found, ([tag]) => tag.replace(/^<a href="https:\/\/example\.com\/[^"]*">$/, '<a>'))
}

/** What GitHub looks for in the text of a page, and what a runner looks for in a log. */
function expectNoTrigger(markdown: string, page: string): void {
  // The URLs of our own links are not text.
  const text = page
    .replaceAll(/<pre>.*?<\/pre>/gs, '')
    // GitHub looks for nothing in code.
    .replaceAll(/<code>.*?<\/code>/gs, '')
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll('&amp;', '&')
  expect(text).not.toMatch(/@\w|#\d|\bGH-\d|:(?:tada|\+1|100|1234):/i)
  expect(markdown).not.toMatch(/^\s*::|##\[|<!--/m)
  // No control characters, no marks of direction, no halves of a character.
  expect(markdown.replaceAll(/[\n\u200B]/g, '')).not.toMatch(/\p{C}/u)
}

const FULL = { bytes: 1_000_000 }

/** The tags of a report and of a comment without hostile text, and the number of the report's charts. */
const harmless = markdownReport(reportOf('harmless'), FULL)
const TAGS = tagsOf(html(harmless))
const CHARTS = chartsIn(harmless).length
const TAGS_OF_COMMENT = tagsOf(html(commentOf('x')))

function commentOf(text: string): string {
  return commentReport({ ...reportOf(text), arms: { base: text, head: text } }, false)
}

describe('untrusted text stays text, wherever it appears', () => {
  test.each(NAMED)('%s', (_, text) => {
    for (const characters of [64_000, 4000]) {
      const report = markdownReport(reportOf(text), { characters })
      expect(report.length).toBeLessThanOrEqual(characters)
      expect(report).not.toBe('')
      expectNoTrigger(report, html(report))
      for (const chart of chartsIn(report)) expect(() => readChart(chart)).not.toThrow()
    }
    expect(tagsOf(html(markdownReport(reportOf(text), FULL)))).toEqual(TAGS)
  })

  test('whatever it is made of', () => {
    const pieces = fc.oneof(
      fc.constantFrom(...HOSTILE.filter(({ length }) => length < 100)),
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom(...'`*_{}[]()#+-.!|<>~@:/\\"\'%&;=\n\r\t $^0a') }),
    )
    const texts = fc
      .array(pieces, { minLength: 1, maxLength: 4 })
      .map((all) => `${all.join('').slice(0, 200)}x`)
    fc.assert(
      fc.property(texts, (text) => {
        const report = markdownReport(reportOf(text), FULL)
        const page = html(report)
        expect(tagsOf(page)).toEqual(TAGS)
        expectNoTrigger(report, page)
        expect(chartsIn(report).map(readChart)).toHaveLength(CHARTS)
      }),
      { numRuns: 25 },
    )
  })

  test.each(NAMED)('in a comment, %s', (_, text) => {
    const report = commentOf(text)
    const page = html(report)
    expect(tagsOf(page)).toEqual(TAGS_OF_COMMENT)
    expectNoTrigger(report, page)
  })

  test('as a reader sees it', async () => {
    const text = '<b>|`@all` #1 **x** [a](http://b) ```\n::error:: "]'
    await expect(markdownReport(reportOf(text))).toMatchFileSnapshot('golden/hostile.md')
  })
})

describe('escapes', () => {
  test.each([
    ['<script>alert(1)</script>', '&#60;script&#62;alert(1)&#60;/script&#62;'],
    ['a | b', 'a &#124; b'],
    ['@everyone `code` [link](http://x)', '&#64;\u200Beveryone &#96;code&#96; &#91;link&#93;(http&#58;//x)'],
    ['line\n\n# heading\r\n```', 'line &#35; heading &#96;&#96;&#96;'],
    ['see www.example.com or WWW.EXAMPLE', 'see www&#46;example.com or WWW&#46;EXAMPLE'],
    ['@org/team closes #12', '&#64;\u200Borg/team closes &#35;\u200B12'],
    ['--> end of comment', '--&#62; end of comment'],
    ['naïve 名前 100 % (ok)', 'naïve 名前 100 % (ok)'],
    ['gh-12 and GH-x', 'gh\u200B-12 and GH-x'],
    [':tada:', '&#58;\u200Btada&#58;'],
    ['at 127.0.0.1:5001: refused', 'at 127.0.0.1&#58;5001&#58; refused'],
    ['at [2001:db8:1::7]:5001: refused', 'at &#91;2001&#58;db8&#58;1&#58;&#58;7&#93;&#58;5001&#58; refused'],
    ['http://h.example/page#part', 'http&#58;//h.example/page&#35;part'],
    ['fe80::a:b:1', 'fe80&#58;&#58;\u200Ba&#58;\u200Bb&#58;1'],
    ['from 2001:db8:1::7: refused', 'from 2001&#58;db8&#58;1&#58;&#58;7&#58; refused'],
    ['\u001B[1mbold\u001B[0m\u0000\uD800', 'bold'],
    ['x'.repeat(300), 'x'.repeat(300)],
    ['x'.repeat(400), `${'x'.repeat(299)}…`],
    ['🎉'.repeat(400), `${'🎉'.repeat(299)}…`],
    [`${'x'.repeat(298)} yz`, `${'x'.repeat(298)}…`],
  ])('Markdown %j', (hostile, harmlessText) => {
    expect(escapeMarkdown(hostile)).toBe(harmlessText)
  })

  test('nothing invisible is in code, so that it can be copied', () => {
    expect(escapeCode('[2001:db8:1::7]:5001 @me #1')).toBe(
      '<code>&#91;2001&#58;db8&#58;1&#58;&#58;7&#93;&#58;5001 &#64;me &#35;1</code>',
    )
  })

  test.each(['- a', '+ a', '-', '1. a', '12) a', '---', '==', '1.'])('a line that begins with %j', (text) => {
    expect(html(escapeLine(text))).toBe(`<p>\u200B${text}</p>`)
    expect(html(`- ${escapeLine(text)}`)).toBe(`<ul>\n<li>\u200B${text}</li>\n</ul>`)
  })

  test.each([
    ['p99.9', '"p99.9"'],
    ['main "quoted" `tick`', '"main quoted tick"'],
    ['%%{init: {}}%% #quot; <b>', '"init quot b"'],
    ['feature/名前_1', '"feature/名前_1"'],
    ['🎉', '"-"'],
    ['', '"-"'],
    ['y'.repeat(50), `"${'y'.repeat(40)}"`],
  ])('mermaid %j', (hostile, label) => {
    expect(escapeMermaid(hostile)).toBe(label)
  })

  test.each([
    ['https://example.com/a?b=c#d', '[t](https://example.com/a?b=c#d)'],
    ['https://example.com/a b)(|"`<x>', '[t](https://example.com/a%20b%29%28%7C%22%60%3Cx%3E)'],
    ['javascript:alert(1)', 't'],
    ['data:text/html,x', 't'],
    ['not an address', 't'],
  ])('a link to %j', (url, link) => {
    expect(escapeLink('t', url)).toBe(link)
  })
})

import { expect, test } from 'vitest'

import { writeBody } from '../../../src/action/comment/comment-body.ts'
import { judge } from '../../../src/action/outcome/judgment.ts'
import { outcomeLine } from '../../../src/report/markdown/headline.ts'
import type { MarkdownInput } from '../../../src/report/markdown/input.ts'
import { markdownReport } from '../../../src/report/markdown/markdown-report.ts'
import { STATES } from '../../../src/verdict/run-state.ts'
import type { State } from '../../../src/verdict/run-state.ts'
import { download, HEAD, median, ofBuilds, ofSuite, sectionOf } from '../comment/example-comments.ts'

const FACES: Readonly<Record<State, MarkdownInput>> = {
  fail: ofSuite(['latency.p99 < 0.8ms', 'download > 1Mbit/s', 'latency.p999 < 1s']),
  worse: ofBuilds([median('worse', 1.57), download('inconclusive', 0.02)]),
  invalid: ofBuilds([median('invalid', 0.02), download('same', 0.01)]),
  inconclusive: ofBuilds([median('inconclusive', 0.04), download('same', 0.01)]),
  same: ofBuilds([median('same', 0.01), download('better', 0.2)]),
  better: ofBuilds([median('better', -0.2), download('better', 0.2)]),
  pass: ofSuite(['latency.p99 < 5ms']),
  measured: ofSuite([]),
}

test.each(Object.entries(FACES))(
  'summary, comment, log and outputs agree that a run is %s',
  (name, report) => {
    const { icon, word } = STATES[name as State]
    const section = sectionOf(report)
    const body = writeBody([section], HEAD, [section.key])
    const log = outcomeLine(report)
    for (const text of [body, markdownReport(report)]) {
      expect(/^### (.*)$/m.exec(text)?.[1]?.startsWith(`${icon} Network: `)).toBe(true)
      // Nothing good is said above something that was not judged or cannot be told.
      if (icon !== '✅') expect(text.split('<details>')[0]).not.toContain('✅ Network')
    }
    expect(log).toBe(`${icon} Network: ${section.headline}`)
    expect(section).toMatchObject({ verdict: name, bad: name === 'fail' || name === 'worse' })
    const { verdict, passed, state } = judge({ document: report.document, specs: [], errors: [] }, [])
    expect({ verdict, passed, state }).toEqual({
      // Outputs have no word for a run that judged nothing.
      verdict: name === 'measured' ? 'pass' : name,
      passed: !section.bad,
      state: name,
    })
    if (['invalid', 'inconclusive'].includes(name)) expect(log).toContain(word)
  },
)

import { expect, test } from 'vitest'

import { adviceOn } from '../../../src/report/markdown/advice.ts'
import type { MarkdownInput } from '../../../src/report/markdown/input.ts'
import { judgeDocument } from '../../../src/verdict/judge-document.ts'
import { median, ofBuilds, ofSuite, reportOf } from '../../support/action/example-comments.ts'
import { exampleDocument, exampleLatency } from '../../support/documents/documents.ts'

const NEVER = { toDecide: { margin: null, budget: null } }
const SOON = { toDecide: { margin: 0.094, budget: 171 } }
const UNTRUSTED = exampleLatency({ validity: { ok: false, reasons: ['The client stalled.'] } })

test.each<[what: string, advice: string, report: MarkdownInput]>([
  [
    'a comparison that a longer one would decide',
    'To decide, set `budget: 3min` or `margin: 9.5%`.',
    ofBuilds([median('inconclusive', 0.044, SOON)]),
  ],
  [
    'a comparison that no budget decides',
    'To decide, use a quieter runner, or name fewer `tests`.',
    ofBuilds([median('inconclusive', 0.044, NEVER)]),
  ],
  [
    'a comparison that is not judged',
    'To judge it, run the job again, or use a quieter runner.',
    ofBuilds([median('invalid', 0.02)]),
  ],
  [
    'a limit on a change that was not told from it',
    'To decide, set a longer `budget`, or a limit farther from the change.',
    ofBuilds([median('same', 0.02)], ['latency.p50 regress < 2%']),
  ],
  [
    'a percentile of too few probes',
    'To judge it, set a longer `duration`.',
    ofSuite(['latency.p999 < 5ms', 'download > 1Mbit/s']),
  ],
  [
    'a figure that is not trustworthy',
    'To judge it, run the job again, or use a quieter runner.',
    reportOf(judgeDocument(exampleDocument([UNTRUSTED]), ['latency.p50 < 5ms'])),
  ],
  [
    'a baseline of other conditions',
    'To judge them, name a `baseline` that was measured under the same conditions.',
    reportOf(
      judgeDocument(exampleDocument([exampleLatency()]), [
        'latency regress < 5%',
        'latency.p90 regress < 5%',
      ]),
    ),
  ],
  [
    'a run without thresholds whose figures are not trustworthy',
    'To judge it, run the job again, or use a quieter runner.',
    reportOf(exampleDocument([UNTRUSTED])),
  ],
  [
    'a run that waited for too long',
    'To measure, set a longer `patience`, or run fewer jobs at a time on this machine.',
    { ...reportOf(exampleDocument([])), busy: 'Other measurements took too long.' },
  ],
  [
    'specs of which too few could be judged',
    'To judge them, run the job again, or use a quieter runner.',
    { ...reportOf(exampleDocument([])), unjudged: '2 of 2 specs could not be judged.' },
  ],
  [
    'specs that were all skipped',
    'To judge anything, run at least one spec that is not skipped.',
    {
      ...reportOf(exampleDocument([])),
      specs: [{ name: 'a link', state: 'skipped', measurements: [] }],
    },
  ],
  ['a run in which all was judged', '', ofBuilds([median('same', 0.002)])],
])('%s says what to do', (_what, advice, report) => {
  expect(adviceOn(report)).toBe(advice)
})

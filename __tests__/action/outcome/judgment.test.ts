import { expect, test } from 'vitest'

import { judge } from '../../../src/action/outcome/judgment.ts'
import type { FailOn } from '../../../src/action/inputs/inputs.ts'
import type { Outcome } from '../../../src/action/outcome/outcome.ts'
import type { Verdict } from '../../../src/results/types.ts'
import { exampleDocument } from '../../support/documents/documents.ts'

const BOTH: readonly FailOn[] = ['worse', 'threshold']

test.each<[string, readonly FailOn[], Outcome, string, boolean]>([
  ['nothing to judge', BOTH, outcome(), 'pass', false],
  ['a threshold that holds', BOTH, outcome(verdict('threshold', 'pass')), 'pass', false],
  ['a broken threshold', BOTH, outcome(verdict('threshold', 'fail')), 'fail', true],
  ['a broken threshold that is ignored', ['worse'], outcome(verdict('threshold', 'fail')), 'fail', false],
  ['a threshold that cannot be judged', BOTH, outcome(verdict('threshold', 'invalid')), 'invalid', false],
  ['other measurements that took too long', BOTH, { ...outcome(), busy: 'Busy.' }, 'invalid', false],
  ['specs that could not be judged', BOTH, { ...outcome(), unjudged: 'Noise.' }, 'invalid', true],
  ['specs that could not be judged, ignored', [], { ...outcome(), unjudged: 'Noise.' }, 'invalid', false],
  ['a worse comparison', BOTH, outcome(verdict('comparison', 'worse')), 'worse', true],
  [
    'a worse comparison that is ignored',
    ['threshold'],
    outcome(verdict('comparison', 'worse')),
    'worse',
    false,
  ],
  [
    'a comparison that cannot tell, where that is asked for',
    ['inconclusive'],
    outcome(verdict('comparison', 'inconclusive')),
    'inconclusive',
    true,
  ],
  [
    'a threshold that cannot be judged, where that is asked for',
    ['invalid'],
    outcome(verdict('threshold', 'invalid')),
    'invalid',
    true,
  ],
  [
    'a baseline that only informs',
    ['invalid', 'inconclusive'],
    outcome(verdict('baseline', 'invalid', null)),
    'pass',
    false,
  ],
  [
    'a comparison that cannot tell',
    BOTH,
    outcome(verdict('comparison', 'inconclusive')),
    'inconclusive',
    false,
  ],
  ['a comparison that is better', BOTH, outcome(verdict('comparison', 'better')), 'better', false],
  [
    'comparisons, one of them worse',
    BOTH,
    outcome(verdict('comparison', 'better'), verdict('comparison', 'worse')),
    'worse',
    true,
  ],
  ['a worse baseline without a threshold', BOTH, outcome(verdict('baseline', 'worse', null)), 'pass', false],
  ['a baseline with a broken threshold', BOTH, outcome(verdict('baseline', 'fail')), 'fail', true],
  [
    'a comparison that a spec has judged itself',
    BOTH,
    ofSpecs(outcome(verdict('comparison', 'worse', null))),
    'pass',
    false,
  ],
  [
    'a threshold on a comparison of a spec',
    BOTH,
    ofSpecs(outcome(verdict('comparison', 'fail'))),
    'fail',
    true,
  ],
  ['something that could not be measured', [], { ...outcome(), errors: ['Refused.'] }, 'fail', true],
  ['a failed spec', ['threshold'], { ...outcome(), specs: [spec(false)] }, 'fail', true],
  ['a failed spec that is ignored', [], { ...outcome(), specs: [spec(false)] }, 'fail', false],
  ['a spec that crashed', [], { ...outcome(), specs: [spec(true)] }, 'fail', true],
])('%s, failing on %j', (_what, failOn, given, overall, red) => {
  const judgment = judge(given, failOn)
  expect(judgment).toMatchObject({ verdict: overall, red, passed: !['fail', 'worse'].includes(overall) })
  expect(judgment.failures.length > 0).toBe(!judgment.passed || red)
})

function outcome(...verdicts: readonly Verdict[]): Outcome {
  return { document: { ...exampleDocument([]), verdicts }, specs: [], errors: [] }
}

function ofSpecs({ document, ...others }: Outcome): Outcome {
  return { ...others, document: { ...document, specs: [] } }
}

function verdict(kind: Verdict['kind'], what: Verdict['verdict'], threshold: string | null = 'x'): Verdict {
  return { kind, metric: 'latency.p50', verdict: what, sentence: 'So it is', threshold, figure: 1, limit: 2 }
}

function spec(crashed: boolean): Outcome['specs'][number] {
  return {
    name: 'it',
    file: 'it.ts',
    state: 'failed',
    crashed,
    attempts: 1,
    errors: [],
    measurements: [],
    run: null,
  }
}

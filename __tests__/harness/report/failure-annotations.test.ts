import { expect, test } from 'vitest'

import { annotations } from '../../../harness/report/failure-annotations.ts'
import { exampleThroughput } from '../../support/documents/documents.ts'

const PLACE = {
  spec: 'group > carries: 100%, at least',
  file: '/home/runner/repo/specs/a.net.test.ts',
  line: 4,
  column: 9,
  message: 'expected 90% to be\nmore::than 100%',
  measurements: [exampleThroughput({ direction: 'upload', mbps: 90, bytes: 1e6, seconds: 0.1 })],
}

test('a failure becomes one workflow command, with every special character escaped', () => {
  expect(annotations([PLACE], '/home/runner/repo')).toEqual([
    '::error file=specs/a.net.test.ts,line=4,col=9,title=wyndrvr%3A group > carries%3A 100%25%2C at least::expected 90%25 to be%0Amore::than 100%25%0Aupload: 90.0 Mbps  1.00 MB in 100 ms',
  ])
})

test('attempts that failed at one line have one annotation, with the figures of the last', () => {
  const first = { ...PLACE, message: 'expected 80% to be more' }
  const elsewhere = { ...PLACE, line: 9 }
  const marked = annotations([first, PLACE, elsewhere], '/home/runner/repo')
  expect(marked).toHaveLength(2)
  expect(marked[0]).toContain('expected 90%25')
  expect(marked[1]).toContain('line=9')
})

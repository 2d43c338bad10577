import { describe, expect, test } from 'vitest'

import { liveLine } from '../../../src/report/terminal/live-line.ts'
import type { Progress } from '../../../src/report/terminal/live-line.ts'
import { painter } from '../../../src/report/terminal/paint.ts'
import { widthOf } from '../../../src/report/terminal/width.ts'
import type { Interval } from '../../../src/results/events.ts'

const PLAIN = painter(false)
const LATENCY: Interval = {
  kind: 'latency',
  client: 1,
  from: 0,
  seconds: 1,
  received: 9,
  lost: 0,
  min: 0.1,
  avg: 0.3,
  max: 0.5,
  p50: 0.175,
}

describe('the live line', () => {
  test.each<[string, Partial<Progress>, string]>([
    ['of a timed test', { elapsed: 1.5 }, 'download  1.5 / 3.0 s  ━━━━━━━━━━━━━━━━────────────────'],
    ['when the time is over', { elapsed: 3.2 }, `download  3.2 / 3.0 s  ${'━'.repeat(32)}`],
    ['of a test by amount with unknown progress', { planned: null }, 'download  0.0 s'],
    [
      'of a test by amount',
      { planned: null, done: 0.25, latest: [throughput('download', 941)] },
      'download  0.0 s  ━━━━━━━━────────────────────────  941 Mbps',
    ],
    [
      'of both directions',
      { elapsed: 3, latest: [throughput('download', 12_000), throughput('upload', 800)] },
      `download  3.0 / 3.0 s  ${'━'.repeat(32)}  down 12.0, up 0.800 Gbps`,
    ],
    ['of a latency', { planned: null, latest: [LATENCY] }, 'download  0.0 s  p50 175 µs'],
    [
      'of a latency with too few probes for a median, and with losses',
      { planned: null, latest: [{ ...LATENCY, p50: null, lost: 2 }] },
      'download  0.0 s  avg 300 µs, 2 lost',
    ],
    [
      'of a latency under load',
      { planned: null, latest: [throughput('upload', 90), LATENCY] },
      'download  0.0 s  90.0 Mbps, p50 175 µs',
    ],
    ['of connections', { planned: null, latest: [connect(2906, 0)] }, 'download  0.0 s  2906/s'],
    [
      'of connections with failures',
      { planned: null, latest: [connect(2906, 3)] },
      'download  0.0 s  2906/s, 3 failed',
    ],
    ['of a long test', { elapsed: 100.4, planned: 3600 }, `download  100 / 3600 s  ━${'─'.repeat(31)}`],
  ])('%s', (_, given, line) => {
    expect(liveLine(progress(given), 100, PLAIN)).toBe(line)
  })

  test('leaves the last column free, however narrow it is', () => {
    const both = progress({ latest: [throughput('download', 12_000), throughput('upload', 800)] })
    for (let columns = 1; columns <= 100; columns += 1) {
      expect(widthOf(liveLine(both, columns, PLAIN))).toBeLessThan(Math.max(columns, 1))
    }
    expect(liveLine(both, 60, PLAIN)).toBe('download  0.0 / 3.0 s  ──────────  down 12.0, up 0.800 Gbps')
    expect(liveLine(both, 40, PLAIN)).toBe('download  0.0 / 3.0 s  down 12.0, up 0…')
  })
})

function progress(given: Partial<Progress>): Progress {
  return { test: 'download', elapsed: 0, planned: 3, done: null, latest: [], ...given }
}

function connect(completed: number, failed: number): Interval {
  return { kind: 'connect', client: 1, from: 0, seconds: 1, completed, failed, rate: completed }
}

function throughput(direction: 'download' | 'upload', mbps: number): Interval {
  return { kind: 'throughput', direction, client: 1, from: 0, seconds: 0.1, bytes: mbps * 12_500, mbps }
}

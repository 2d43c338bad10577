import { describe, expect, test } from 'vitest'

import { combine } from '../../src/documents/combine.ts'
import { checkOneRun } from '../../src/documents/one-run.ts'
import { readDocument, writeDocument } from '../../src/results/document.ts'
import { partsOf } from '../../src/results/split.ts'
import type { NamedDocument } from '../../src/results/split.ts'
import type { ResultDocument } from '../../src/results/types.ts'
import { compareWithBaseline } from '../../src/verdict/baseline.ts'
import { judgeDocument } from '../../src/verdict/judge-document.ts'
import { exampleDocument, exampleLatency, exampleThroughput } from '../support/documents/documents.ts'

const latency = exampleDocument([exampleLatency({ p50: 1 }), exampleLatency({ client: 2, p50: 2 })])
const download = { ...exampleDocument([exampleThroughput()]), startedAt: '2026-11-22T11:00:00.000Z' }
const both = [
  { name: 'a.json', document: judgeDocument(latency, ['latency.p50 < 1.5ms']) },
  { name: 'out/b.json', document: download },
]

describe('a merged document', () => {
  const merged = combine(both)

  test('numbers the clients of all documents anew, and keeps what each was measured with', () => {
    expect(merged.measurements.map(({ client }) => client)).toEqual([1, 2, 3])
    expect(merged.startedAt).toBe(download.startedAt)
    expect(merged.origins).toMatchObject([
      { name: 'a.json', measurements: [0, 1], verdicts: [0], environment: latency.environment },
      { name: 'out/b.json', measurements: [2], verdicts: [], startedAt: download.startedAt },
    ])
  })

  test('is read as it was written', () => {
    expect(readDocument(writeDocument(merged), 'x')).toEqual(merged)
  })

  test('comes apart into its documents', () => {
    const [a, b] = partsOf(merged)
    expect(a).toEqual(both[0])
    expect(b).toMatchObject({ document: { ...download, measurements: [{ client: 3 }] } })
  })

  test('can be merged with others', () => {
    const again = combine([
      { name: 'merged.json', document: merged },
      { name: 'c.json', document: download },
    ])
    expect(again.origins?.map(({ name }) => name)).toEqual(['a.json', 'out/b.json', 'c.json'])
    expect(again.measurements.map(({ client }) => client)).toEqual([1, 2, 3, 4])
  })

  test('is judged by the worst of its measurements, and drops the verdicts about its parts', () => {
    const judged = judgeDocument(merged, ['latency.p50 < 1.5ms', 'download > 1Mbit/s'])
    expect(judged.verdicts).toMatchObject([
      { verdict: 'fail', sentence: expect.stringContaining('the highest of 2') as string },
      { verdict: 'pass' },
    ])
    expect(judged.origins?.flatMap(({ verdicts }) => verdicts)).toEqual([])
  })

  test('is compared with an earlier one, unless a part was measured elsewhere', () => {
    expect(compareWithBaseline('latency.p50', merged, [merged])).toMatchObject({ verdict: 'same', runs: 1 })
    const { client } = download.environment
    const elsewhere = { ...download, environment: { client: { ...client, cpuCount: 64 }, server: null } }
    const other = combine([...both.slice(0, 1), { name: 'out/b.json', document: elsewhere }])
    expect(compareWithBaseline('latency.p50', merged, [other])).toMatchObject({
      verdict: 'invalid',
      sentence: expect.stringContaining('CPUs of the client in document 2: 64 then, 2 now') as string,
    })
  })
})

test('specs keep their measurements', () => {
  const document: ResultDocument = {
    ...latency,
    specs: [
      {
        file: 'a.net.test.ts',
        name: 'is fast',
        state: 'passed',
        attempts: 1,
        errors: [],
        measured: [{ measurement: 1, target: null, via: null }],
        compared: [],
        judged: [],
      },
    ],
  }
  const merged = combine([
    { name: 'a.json', document },
    { name: 'b.json', document },
  ])
  expect(merged.specs?.map(({ measured }) => measured[0]?.measurement)).toEqual([1, 3])
  expect(partsOf(merged).map((part) => part.document.specs)).toEqual([document.specs, document.specs])
  expect(() => combine([{ name: 'a.json', document }, ...both.slice(1)])).toThrow(
    'a.json is the result of specs, and out/b.json is not. Keep the documents of specs apart from others.',
  )
})

test('indexes from outside that no entry has are ignored', () => {
  const merged = combine(both)
  const origins = merged.origins?.map((origin) => ({ ...origin, measurements: [0, 99], verdicts: [7] })) ?? []
  const parts = partsOf(readDocument(writeDocument({ ...merged, origins }), 'x'))
  expect(parts.map(({ document }) => [document.measurements.length, document.verdicts.length])).toEqual([
    [1, 0],
    [1, 0],
  ])
})

describe('one run', () => {
  const at = (host: string, given: Partial<ResultDocument> = {}): NamedDocument => ({
    name: `${host}.json`,
    document: {
      ...download,
      target: { ...download.target, host },
      measurements: [
        exampleThroughput({ bytes: [...host].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) }),
      ],
      ...given,
    },
  })

  test.each([
    ['several clients of one host, whatever the port', [at('192.0.2.7'), { ...both[0], name: 'x' }]],
    ['legs with a server each on their own machine', [at('127.0.0.1'), at('localhost'), at('192.0.2.7')]],
    [
      'servers that say they are the same machine',
      [at('a', { environment: bothEnds() }), at('other', { environment: bothEnds() })],
    ],
  ])('may be %s', (_, all) => {
    expect(() => checkOneRun(all as NamedDocument[])).not.toThrow()
  })

  test.each<[string, readonly NamedDocument[]]>([
    [
      '192.0.2.7.json measured 192.0.2.7:5001, and b.example.json measured b.example:5001, which is another server. Leave one of them out, or judge each of them on its own.',
      [at('192.0.2.7'), at('127.0.0.1'), at('b.example')],
    ],
    [
      'a.json and again.json are documents of the same run. Leave one of them out.',
      [
        { name: 'a.json', document: latency },
        { name: 'again.json', document: judgeDocument(latency, ['latency < 1s']) },
      ],
    ],
    ['a.json is named twice. Name each document once.', [both, both].flatMap(([a]) => a ?? [])],
    [
      'old.json began 36.5 h before 192.0.2.7.json, but the parts of one run begin within 12 h. Leave out the documents of other runs.',
      [
        at('192.0.2.7'),
        { name: 'old.json', document: { ...download, startedAt: '2026-11-20T22:30:00.000Z' } },
      ],
    ],
  ])('is not: %s', (sentence, all) => {
    expect(() => checkOneRun(all)).toThrow(sentence)
  })
})

function bothEnds(): ResultDocument['environment'] {
  const { client } = download.environment
  return { client, server: { ...client, load: Math.PI } }
}

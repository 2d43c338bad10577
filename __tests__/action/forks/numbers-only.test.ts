import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { numbersOnly } from '../../../src/action/forks/numbers-only.ts'
import { readDocument, writeDocument } from '../../../src/results/document.ts'
import type { ResultDocument } from '../../../src/results/types.ts'
import { comparisonVerdict } from '../../../src/verdict/comparison-verdict.ts'
import {
  exampleConnect,
  exampleDatagram,
  exampleDocument,
  exampleLatency,
  exampleLoaded,
  exampleThroughput,
} from '../../support/documents/documents.ts'
import { exampleComparison } from '../../support/documents/comparisons.ts'
import { HOSTILE } from '../../support/documents/hostile.ts'
import { ROOT } from '../../support/programs/processes.ts'

const DOCUMENT: ResultDocument = exampleDocument([
  exampleLatency(),
  exampleThroughput(),
  exampleDatagram(),
  exampleLoaded(),
  exampleConnect(),
])

test('figures, kinds and states do not change, and the document stays valid', () => {
  const left = numbersOnly(DOCUMENT)
  expect(readDocument(writeDocument(left), 'left')).toEqual(left)
  expect(numbersIn(left)).toEqual(numbersIn(DOCUMENT))
  const kinds = ({ measurements }: ResultDocument): unknown =>
    measurements.map((measurement) => [
      measurement.kind,
      'direction' in measurement ? measurement.direction : null,
      'loop' in measurement ? [measurement.loop, measurement.transport] : null,
      'bufferbloat' in measurement ? measurement.bufferbloat?.grade : null,
    ])
  expect(kinds(left)).toEqual(kinds(DOCUMENT))
  expect(left.target).toEqual({ ...DOCUMENT.target })
  expect(left.environment.client.platform).toBe('linux')
})

test('every word that the schema lists is kept', () => {
  const schema: unknown = JSON.parse(readFileSync(join(ROOT, 'schema/result-1.schema.json'), 'utf8'))
  const words = wordsOf(schema)
  expect(words).toContain('http2')
  expect(numbersOnly(Object.assign({ words }, DOCUMENT))).toMatchObject({ words })
})

/** The strings that a schema allows by name. */
function wordsOf(schema: unknown): readonly string[] {
  if (Array.isArray(schema)) return schema.flatMap(wordsOf)
  if (typeof schema !== 'object' || schema === null) return []
  return Object.entries(schema).flatMap(([name, one]) =>
    name === 'enum' || name === 'const'
      ? [one].flat().filter((word) => typeof word === 'string')
      : wordsOf(one),
  )
}

test('samples are left out', () => {
  const samples = { from: 0, every: 1, at: [0, 10], rtt: [5, null] }
  const [latency, throughput, loaded] = [exampleLatency(), exampleThroughput(), exampleLoaded()]
  const { idle, download } = loaded
  const slices = { every: 1, bytes: [1] }
  const load = {
    from: 1,
    download: { intervals: throughput.intervals ?? [], streams: [slices] },
    upload: null,
  }
  const streams = throughput.streams.map((one) => ({ ...one, slices }))
  const document = exampleDocument([
    { ...latency, samples },
    { ...throughput, streams },
    { ...loaded, idle: { ...idle, samples }, download: { ...download, samples, load } },
  ])
  expect(readDocument(writeDocument(document), 'given')).toEqual(document)
  expect(numbersOnly(document)).toEqual(numbersOnly(exampleDocument([latency, throughput, loaded])))
})

test('what is only sometimes in a document stays valid too', () => {
  const tcp = {
    congestion: 'bbr',
    retransmits: 3,
    rtt: 1,
    rttVariation: 1,
    minRtt: 1,
    cwnd: 10,
    mss: 1448,
    deliveryRate: 1,
    busy: 1,
    rwndLimited: 0,
    sndbufLimited: 0,
  }
  const leg = { from: 'client', to: '127.0.0.1:6001', tcp } as const
  const { target, ...rest } = exampleDocument([
    exampleThroughput({ streams: [{ bytes: 1, seconds: 1, mbps: 1, tcp: null, leg }] }),
    exampleDatagram({ notSent: { datagrams: 5, code: 'EMSGSIZE' } }),
  ])
  const pathMtu = { mtu: 1400, payload: 1372, limit: 'reported' } as const
  const local = { bind: 'eth0', family: 4, dscp: 46 } as const
  const document = { ...rest, target: { ...target, pathMtu, local } }
  const left = numbersOnly(document)
  expect(readDocument(writeDocument(left), 'left')).toEqual(left)
  expect(numbersIn(left)).toEqual(numbersIn(document))
  expect(left.target).toMatchObject({ pathMtu, local: { bind: '', family: 4 } })
})

test.each(['passed', 'failed', 'skipped', 'incomplete'] as const)(
  'a %s spec keeps its state and its measurements',
  (state) => {
    const target = { ...DOCUMENT.target, host: 'a.example' }
    const spec = {
      file: 'a.net.test.ts',
      name: 'it <b>',
      state,
      attempts: 2,
      errors: ['@octocat'],
      measured: [{ measurement: 0, target, via: 'proxy.example:1' }],
      compared: [3],
      judged: [1],
    } as const
    const left = numbersOnly({ ...DOCUMENT, specs: [spec] })
    expect(readDocument(writeDocument(left), 'left')).toEqual(left)
    expect(left.specs).toEqual([
      {
        ...spec,
        file: '',
        name: '',
        errors: [],
        measured: [{ measurement: 0, target: { ...target, host: '' }, via: '' }],
      },
    ])
  },
)

test('no free text is left', () => {
  const text = fc.oneof(
    fc.constantFrom(...HOSTILE),
    fc.string().map((any) => `§${any}`),
  )
  fc.assert(
    fc.property(text, (hostile) => {
      const client = { ...DOCUMENT.environment.client, cpuModel: hostile, runner: hostile, kernel: hostile }
      const measurement = exampleLatency({
        unknown: { p99: hostile, [hostile]: 'no' },
        validity: { ok: false, reasons: [hostile] },
      })
      const given = {
        ...DOCUMENT,
        environment: { client, server: null },
        target: { ...DOCUMENT.target, host: hostile },
        measurements: [measurement],
      }
      expect(JSON.stringify(numbersOnly(given))).not.toContain(JSON.stringify(hostile).slice(1, -1))
    }),
  )
})

test('verdicts are rebuilt from their numbers, and those of unknown metrics are removed', () => {
  const verdict = {
    kind: 'threshold',
    metric: 'latency.p99',
    verdict: 'fail',
    sentence: '<b>@octocat</b>',
    threshold: 'latency.p99<5ms # <b>',
    figure: 22,
    limit: 5,
  } as const
  const { verdicts } = numbersOnly({
    ...DOCUMENT,
    verdicts: [verdict, { ...verdict, metric: '<b>' }, { ...verdict, threshold: '<b>', figure: null }],
  })
  expect(verdicts.map(({ sentence, threshold }) => [threshold, sentence])).toEqual([
    [
      'latency.p99 < 5ms',
      'latency.p99 was 22.0 ms, limit 5 ms (over by 17.0 ms, +340 %): latency.p99 < 5ms, failed',
    ],
    [null, 'latency.p99 is unknown: threshold, failed'],
  ])
})

function numbersIn(value: unknown): readonly number[] {
  if (typeof value === 'number') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(numbersIn) : []
}

test('names of several arms become numbers, so that their rows can be told apart', () => {
  const { arms } = exampleComparison()
  const of = (name: string): ResultDocument['comparisons'][number] =>
    exampleComparison({ arms: { base: { ...arms.base, name: '@octocat' }, head: { ...arms.head, name } } })
  const comparisons = [of('<b>one'), of('two')]
  const verdicts = comparisons.map(comparisonVerdict)
  const left = numbersOnly({ ...exampleDocument([]), comparisons, verdicts })
  expect(left.comparisons.map((one) => [one.arms.base.name, one.arms.head.name])).toEqual([
    ['arm 1', 'arm 2'],
    ['arm 1', 'arm 3'],
  ])
  expect(left.verdicts.map(({ arm, sentence }) => [arm, sentence.slice(0, 22)])).toEqual([
    ['arm 2', 'download.mbps of arm 2'],
    ['arm 3', 'download.mbps of arm 3'],
  ])
  expect(numbersOnly(left)).toEqual(left)
})

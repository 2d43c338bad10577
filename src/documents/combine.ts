import { usageError } from '../check.ts'
import { RESULT_SCHEMA } from '../results/document.ts'
import { MOST_ORIGINS } from '../results/origins.ts'
import { partsOf } from '../results/split.ts'
import type { NamedDocument } from '../results/split.ts'
import type { Measurement, Origin, ResultDocument, SpecResult, Together } from '../results/types.ts'
import { VERSION } from '../version.ts'

/** Limits of a document. */
const MOST_MEASUREMENTS = 100_000
const MOST_COMPARISONS = 1000

/** Longest name of an origin. */
const LONGEST_NAME = 256

/**
 * One document of several: their measurements with the clients numbered anew, and in `origins` what each was measured with.
 * Merged documents are taken apart first.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` if they are too many, or only some of them are of specs
 */
export function combine(given: readonly NamedDocument[]): ResultDocument {
  const all = given.flatMap((one) => (one.document.origins === undefined ? [one] : partsOf(one.document)))
  const [first] = all
  if (first === undefined) throw usageError('There is no document to merge.')
  checkSpecs(all)
  checkLimits(all)
  const measurements: Measurement[] = []
  const comparisons: ResultDocument['comparisons'][number][] = []
  const verdicts: ResultDocument['verdicts'][number][] = []
  const specs: SpecResult[] = []
  let clients = 0
  const origins: Origin[] = []
  for (const { name, document } of all) {
    const before = {
      measurements: measurements.length,
      comparisons: comparisons.length,
      verdicts: verdicts.length,
      specs: specs.length,
    }
    const numbers = newNumbers(document, clients)
    clients += numbers.size
    measurements.push(
      ...document.measurements.map((one) => ({ ...one, client: numbers.get(one.client) ?? one.client })),
    )
    comparisons.push(...document.comparisons)
    verdicts.push(...document.verdicts)
    specs.push(...(document.specs ?? []).map((spec) => shifted(spec, before)))
    const { tool, startedAt, target, environment, together } = document
    origins.push({
      name: name.slice(-LONGEST_NAME),
      tool,
      startedAt,
      target,
      environment,
      measurements: range(before.measurements, measurements.length),
      comparisons: range(before.comparisons, comparisons.length),
      verdicts: range(before.verdicts, verdicts.length),
      ...(document.specs !== undefined && { specs: range(before.specs, specs.length) }),
      ...(together !== undefined && { together: numbered(together, numbers) }),
    })
  }
  return {
    schema: RESULT_SCHEMA,
    tool: { name: 'wyndrvr', version: VERSION },
    startedAt: origins.map(({ startedAt }) => startedAt).toSorted()[0] ?? first.document.startedAt,
    target: first.document.target,
    environment: first.document.environment,
    measurements,
    comparisons,
    verdicts,
    ...(first.document.specs !== undefined && { specs }),
    origins,
  }
}

/** Specs judge their own comparisons, and other comparisons count for the run. One document cannot do both. */
function checkSpecs(all: readonly NamedDocument[]): void {
  const withSpecs = all.find(({ document }) => document.specs !== undefined)
  const without = all.find(({ document }) => document.specs === undefined)
  if (withSpecs === undefined || without === undefined) return
  throw usageError(
    `${withSpecs.name} is the result of specs, and ${without.name} is not. Keep the documents of specs apart from others.`,
  )
}

function checkLimits(all: readonly NamedDocument[]): void {
  const sum = (of: (document: ResultDocument) => number): number =>
    all.reduce((total, { document }) => total + of(document), 0)
  const limits = [
    ['documents', all.length, MOST_ORIGINS],
    ['measurements', sum(({ measurements }) => measurements.length), MOST_MEASUREMENTS],
    ['comparisons', sum(({ comparisons }) => comparisons.length), MOST_COMPARISONS],
  ] as const
  const over = limits.find(([, count, most]) => count > most)
  if (over === undefined) return
  const [what, count, most] = over
  throw usageError(`Together they are ${count} ${what}, more than the ${most} allowed. Merge fewer of them.`)
}

type Lengths = Readonly<Record<'measurements' | 'comparisons' | 'verdicts', number>>

function shifted(spec: SpecResult, before: Lengths): SpecResult {
  return {
    ...spec,
    measured: spec.measured.map((one) => ({ ...one, measurement: one.measurement + before.measurements })),
    compared: spec.compared.map((index) => index + before.comparisons),
    judged: spec.judged.map((index) => index + before.verdicts),
  }
}

/** The numbers of a document's clients, and their new ones after those of the documents before it. */
function newNumbers({ measurements, together }: ResultDocument, before: number): ReadonlyMap<number, number> {
  const all = [...measurements, ...(together?.clients ?? [])].map(({ client }) => client)
  const known = [...new Set(all)].toSorted((a, b) => a - b)
  return new Map(known.map((client, index) => [client, before + index + 1]))
}

function numbered(together: Together, numbers: ReadonlyMap<number, number>): Together {
  const clients = together.clients.map((one) => ({ ...one, client: numbers.get(one.client) ?? one.client }))
  return { ...together, clients }
}

function range(from: number, to: number): readonly number[] {
  return Array.from({ length: to - from }, (_, index) => from + index)
}

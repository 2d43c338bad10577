import { relative } from 'node:path'
import { stripVTControlCharacters } from 'node:util'

import type { SerializedError } from 'vitest'
import type { TestCase, TestModule } from 'vitest/node'

import { documentOfSpecs } from '../../src/results/document-of-specs.ts'
import type { FinishedSpec } from '../../src/results/document-of-specs.ts'
import type { Measurement, ResultDocument, SpecResult } from '../../src/results/types.ts'
import { newDocument } from '../../src/host/new-document.ts'
import type { SpecRun } from '../record/recorder.ts'

/** What a run of vitest has found out, and where it failed. */
export interface Collected {
  readonly document: ResultDocument
  /** In sentences; empty where everything passed. */
  readonly failures: readonly string[]
  readonly places: readonly FailurePlace[]
}

/** A line of a spec at which it failed. */
export interface FailurePlace {
  readonly spec: string
  readonly file: string
  readonly line: number
  readonly column: number
  readonly message: string
  readonly measurements: readonly Measurement[]
}

/** What of a run to look at. */
export interface Run {
  readonly modules: readonly TestModule[]
  /** Errors that belong to no test. */
  readonly unhandled: readonly SerializedError[]
  readonly interrupted: boolean
  /** The project all of whose tests are specs; of others, those that have measured are. */
  readonly project: string | null
}

/**
 * Puts together what the specs' links have measured. Everything comes out of what vitest keeps of its tests, so that merged
 * blobs give the same.
 */
export function collect({ modules, unhandled, interrupted, project }: Run): Collected {
  const specs: FinishedSpec[] = []
  const places: FailurePlace[] = []
  const runs: SpecRun[] = []
  for (const module of modules) {
    const mine = module.project.name === project
    const file = fileOf(module)
    for (const test of module.children.allTests()) {
      const { wyndrvr = [], wyndrvrRun: run } = test.meta()
      if (run === undefined && !mine) continue
      const measured = wyndrvr.flatMap((measurement, index) => {
        const to = run?.measured[index]
        if (to === undefined) return []
        return [{ measurement, target: to.target, via: to.via }]
      })
      const errors = test.result().errors ?? []
      const attempts = (test.diagnostic()?.retryCount ?? 0) + 1
      if (run) runs.push(run)
      specs.push({
        file,
        name: test.fullName,
        state: stateOf(test),
        attempts,
        errors: errors.map(({ message }) => shortened(message)),
        measured,
        comparisons: run?.comparisons ?? [],
        verdicts: run?.verdicts ?? [],
      })
      places.push(...placesOf(test, wyndrvr))
    }
    const broken = module.errors()
    if (broken.length > 0 && (mine || specs.some((spec) => spec.file === file))) {
      const errors = broken.map(({ message }) => shortened(message))
      specs.push({ ...BROKEN, file, name: file, errors })
    }
  }
  const failed = specs.filter(({ state }) => state === 'failed')
  return {
    document: documentOfSpecs(head(runs, specs), specs),
    failures: [
      ...failed.map(({ name, errors }) => `${name}: ${firstLine(errors[0] ?? 'failed')}`),
      ...(specs.length > 0 ? unhandled.map(({ message }) => firstLine(message)) : []),
      ...(interrupted ? ['The run was interrupted.'] : []),
    ],
    places,
  }
}

/** What becomes of a file that could not be loaded. */
const BROKEN = { state: 'failed', attempts: 1, measured: [], comparisons: [], verdicts: [] } as const

/** The first spec's target and machine stand for all; each spec names the target of each of its measurements. */
function head(runs: readonly SpecRun[], specs: readonly FinishedSpec[]): ResultDocument {
  const target = specs.flatMap(({ measured }) => measured)[0]?.target
  const document = newDocument(target ?? { host: '127.0.0.1', port: 0 })
  const startedAt = runs.map((run) => run.startedAt).toSorted()[0]
  const [first] = runs
  if (first === undefined || startedAt === undefined) return document
  const server = runs.flatMap(({ measured }) => measured)[0]?.server ?? null
  return { ...document, startedAt, environment: { client: first.client, server } }
}

function placesOf(test: TestCase, measurements: readonly Measurement[]): readonly FailurePlace[] {
  if (test.result().state !== 'failed') return []
  return (test.result().errors ?? []).flatMap(({ message, stacks = [] }) => {
    const place = stacks.find(({ file }) => file === test.module.moduleId) ?? stacks[0]
    if (place === undefined) return []
    const { file, line, column } = place
    return [{ spec: test.fullName, file, line, column, message: firstLine(message), measurements }]
  })
}

function stateOf(test: TestCase): SpecResult['state'] {
  const { state } = test.result()
  return state === 'pending' ? 'skipped' : state
}

function fileOf(module: TestModule): string {
  return relative(module.project.config.root, module.moduleId).replaceAll('\\', '/')
}

function firstLine(text: string): string {
  return shortened(text.split('\n').find((line) => line.trim() !== '') ?? text)
}

/** Enough of a message, and without the colours that it has where the tests print in colour. */
function shortened(text: string): string {
  return stripVTControlCharacters(text).slice(0, 4000)
}

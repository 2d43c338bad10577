import { relative } from 'node:path'
import { stripVTControlCharacters } from 'node:util'

import type { SerializedError } from 'vitest'
import type { TestCase, TestModule } from 'vitest/node'

import { documentOfSpecs } from '../../src/results/document-of-specs.ts'
import type { FinishedSpec } from '../../src/results/document-of-specs.ts'
import type { Measurement, ResultDocument, SpecResult } from '../../src/results/types.ts'
import { newDocument } from '../../src/host/new-document.ts'
import type { SpecRun } from '../record/recorder.ts'

/** The results of a vitest run. */
export interface Collected {
  readonly document: ResultDocument
  /** One sentence per failure; empty if everything passed. */
  readonly failures: readonly string[]
  readonly places: readonly FailurePlace[]
  /** Why a spec was skipped, if other measurements on the machine took longer than the patience. */
  readonly busy: string | undefined
}

/** The line at which a spec failed. */
export interface FailurePlace {
  readonly spec: string
  readonly file: string
  readonly line: number
  readonly column: number
  readonly message: string
  readonly measurements: readonly Measurement[]
}

/** A vitest run. */
export interface Run {
  readonly modules: readonly TestModule[]
  /** Errors outside any test. */
  readonly unhandled: readonly SerializedError[]
  readonly interrupted: boolean
  /** The project whose tests are all specs. In other projects only tests that measured something are. */
  readonly project: string | null
}

/**
 * Collects what the specs measured. All of it comes from vitest's own records of its tests, so that merged blobs give the
 * same result.
 */
export function collect({ modules, unhandled, interrupted, project }: Run): Collected {
  const specs: FinishedSpec[] = []
  const places: FailurePlace[] = []
  const runs: SpecRun[] = []
  for (const module of modules) {
    const { name } = module.project
    // A package's own project is named `a (net)`.
    const mine = project !== null && (name === project || name.endsWith(` (${project})`))
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
    busy: runs.find(({ busy }) => busy !== undefined)?.busy,
  }
}

/** The result of a file that could not be loaded. */
const BROKEN = { state: 'failed', attempts: 1, measured: [], comparisons: [], verdicts: [] } as const

/** The document names the target and machine of the first spec; each spec names the targets of its own measurements. */
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

/** The beginning of a message, without colors. */
function shortened(text: string): string {
  return stripVTControlCharacters(text).slice(0, 4000)
}

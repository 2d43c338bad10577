import { relative } from 'node:path'
import { stripVTControlCharacters } from 'node:util'

import type { SerializedError } from 'vitest'
import type { TestCase, TestModule, TestSpecification } from 'vitest/node'

import { documentOfSpecs, specState } from '../../src/results/document-of-specs.ts'
import type { FinishedSpec } from '../../src/results/document-of-specs.ts'
import type { Measurement, ResultDocument } from '../../src/results/types.ts'
import { newDocument, NO_TARGET } from '../../src/host/new-document.ts'
import type { SpecRun } from '../record/recorder.ts'
import type { RanSpecs } from './unjudged.ts'

/** The results of a vitest run. */
export interface Collected {
  readonly document: ResultDocument
  /** One sentence per failure; empty if everything passed. */
  readonly failures: readonly string[]
  readonly places: readonly FailurePlace[]
  /** Why a spec was skipped, if other measurements on the machine took longer than the patience. */
  readonly busy: string | undefined
  readonly ran: RanSpecs
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
  /** The files that it was to run. */
  readonly planned: readonly Pick<TestSpecification, 'moduleId' | 'project'>[]
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
export function collect(run: Run): Collected {
  const { modules, unhandled, interrupted } = run
  const unended = reasonNotToEnd(run)
  const specs: FinishedSpec[] = []
  const places: FailurePlace[] = []
  const runs: SpecRun[] = []
  const unjudged: string[] = []
  for (const module of modules) {
    const mine = isMine(module, run)
    const file = fileOf(module)
    const project = projectOf(module)
    for (const test of module.children.allTests()) {
      const { wyndrvr = [], wyndrvrRun: own } = test.meta()
      if ((own === undefined && !mine) || isLeftOut(test)) continue
      const measured = wyndrvr.flatMap((measurement, index) => {
        const to = own?.measured[index]
        if (to === undefined) return []
        return [{ measurement, target: to.target, via: to.via }]
      })
      const errors = test.result().errors ?? []
      const attempts = (test.diagnostic()?.retryCount ?? 0) + 1
      if (own) runs.push(own)
      const state = specState(test.result().state, noteOf(test))
      const why = own?.unjudged ?? own?.busy
      if (state === 'skipped' && why !== undefined) unjudged.push(why)
      specs.push({
        file,
        ...project,
        name: test.fullName,
        state,
        reason: state === 'incomplete' ? unended : noteOf(test),
        attempts,
        errors: errors.map(({ message }) => shortened(message)),
        measured,
        comparisons: own?.comparisons ?? [],
        verdicts: own?.verdicts ?? [],
        placement: own?.placement,
      })
      places.push(...placesOf(test, wyndrvr))
    }
    const broken = module.errors()
    if (broken.length > 0 && (mine || specs.some((spec) => spec.file === file))) {
      const errors = broken.map(({ message }) => shortened(message))
      specs.push({ ...BROKEN, file, ...project, name: file, errors })
    }
  }
  for (const specification of unreached(run)) {
    const file = fileOf(specification)
    specs.push({ ...UNREACHED, file, ...projectOf(specification), name: file, reason: unended })
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
    ran: { count: specs.filter(({ state }) => state !== 'skipped').length + unjudged.length, unjudged },
  }
}

/** Whether all tests of a file are specs; a package's own project is named `a (net)`. */
function isMine({ project: { name } }: Pick<TestSpecification, 'project'>, { project }: Run): boolean {
  return project !== null && (name === project || name.endsWith(` (${project})`))
}

/** The files of specs that the run did not come to. */
function unreached(run: Run): Run['planned'] {
  const reached = new Set(
    run.modules
      .filter((module) => module.children.size > 0 || !['queued', 'pending'].includes(module.state()))
      .map(keyOf),
  )
  return run.planned.filter(
    (specification) => isMine(specification, run) && !reached.has(keyOf(specification)),
  )
}

/** Why specs of a run have not ended. */
function reasonNotToEnd({ interrupted, unhandled: [first] }: Run): string {
  if (first !== undefined) return `The run ended early: ${firstLine(first.message)}`
  return interrupted ? 'The run was interrupted.' : 'The run ended early.'
}

/** The result of a file that could not be loaded. */
const BROKEN = { state: 'failed', attempts: 1, measured: [], comparisons: [], verdicts: [] } as const

/** The result of a file that the run did not come to. */
const UNREACHED = { ...BROKEN, state: 'incomplete', errors: [] } as const

/** The document names the target and machine of the first spec; each spec names the targets of its own measurements. */
function head(runs: readonly SpecRun[], specs: readonly FinishedSpec[]): ResultDocument {
  const [target] = specs.flatMap(({ measured }) => measured.flatMap((one) => one.target ?? []))
  const document = newDocument(target ?? NO_TARGET)
  const startedAt = runs.map((run) => run.startedAt).toSorted()[0]
  const [first] = runs
  if (first === undefined || startedAt === undefined) return document
  const server =
    runs.flatMap(({ measured }) => measured.filter((one) => one.target !== null))[0]?.server ?? null
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

/** Whether `-t` selects other tests. vitest reports them as skipped. */
function isLeftOut(test: TestCase): boolean {
  const { fullName, project } = test
  const pattern = project.config.testNamePattern
  if (pattern === undefined || test.result().state !== 'skipped') return false
  // vitest 4 joins the names of groups with a space, vitest 5 as they are here.
  return ![fullName, fullName.replaceAll(' > ', ' ')].some((name) => name.search(pattern) >= 0)
}

/** Why a test was skipped; `undefined` if it was not, or nobody said why. */
function noteOf(test: TestCase): string | undefined {
  const result = test.result()
  return result.state === 'skipped' && result.note ? shortened(result.note) : undefined
}

function keyOf({ project, moduleId }: Pick<TestModule, 'project' | 'moduleId'>): string {
  return `${project.name} ${moduleId}`
}

/** The name of the project, if it has one. */
function projectOf({ project: { name } }: Pick<TestModule, 'project'>): Pick<FinishedSpec, 'project'> {
  return name === '' ? {} : { project: name }
}

function fileOf({ project, moduleId }: Pick<TestModule, 'project' | 'moduleId'>): string {
  return relative(project.config.root, moduleId).replaceAll('\\', '/')
}

function firstLine(text: string): string {
  return shortened(text.split('\n').find((line) => line.trim() !== '') ?? text)
}

/** The beginning of a message, without colors. */
function shortened(text: string): string {
  return stripVTControlCharacters(text).slice(0, 4000)
}

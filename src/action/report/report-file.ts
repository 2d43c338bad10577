import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

import * as core from '@actions/core'
import * as v from 'valibot'

import { messageOf, WyndrvrError } from '../../errors.ts'
import { readDocument } from '../../results/document.ts'
import type { ResultDocument } from '../../results/types.ts'
import { numbersOnly } from './numbers-only.ts'
import type { Origin } from '../github/origin.ts'
import { temporaryFolder } from '../places.ts'
import { sectionKey } from '../comment/section.ts'

/** The name and version of the format of what is uploaded for `run: report`. */
const SCHEMA = 'wyndrvr.numbers/1'

/** The file in the artifact. */
export const REPORT_FILE = 'wyndrvr-numbers.json'

/** Artifacts that `run: report` looks at begin with it. */
export const ARTIFACT_PREFIX = 'wyndrvr-'

/** What a run of a fork hands to the one that may comment: numbers, and the words that tell its section from others. */
export interface ReportFile {
  readonly job: string
  readonly matrix: string
  readonly name: string
  readonly run: 'suite' | 'compare'
  /** Specs by their state; none for the built-in suite. */
  readonly specs: { readonly passed: number; readonly failed: number; readonly skipped: number }
  /** How many things could not be measured, or crashed. */
  readonly errors: number
  readonly document: ResultDocument
}

const count = v.pipe(v.number(), v.integer(), v.minValue(0))

/** A few words, without anything that Markdown, HTML or a link is made of. */
const words = v.pipe(v.string(), v.regex(/^[\w ,.=+-]{0,120}$/))

const fileSchema = v.object({
  schema: v.literal(SCHEMA),
  job: words,
  matrix: words,
  name: words,
  run: v.picklist(['suite', 'compare']),
  specs: v.object({ passed: count, failed: count, skipped: count }),
  errors: count,
  document: v.unknown(),
})

/** Writes it to a folder of its own, and sets the outputs `report` and `report-name`. */
export function saveReportFile(report: ReportFile, { workflow }: Origin): void {
  try {
    const path = join(temporaryFolder('report'), REPORT_FILE)
    const text = { schema: SCHEMA, ...report, ...plainWords(report), document: numbersOnly(report.document) }
    writeFileSync(path, `${JSON.stringify(text)}\n`)
    core.setOutput('report', path)
    core.setOutput('report-name', artifactName(workflow, report))
  } catch (error) {
    core.warning(`The numbers for an artifact could not be written: ${messageOf(error)}`)
  }
}

/**
 * Reads and checks it: schema and numbers. Its size was checked before.
 * @throws {WyndrvrError} `ERR_WYNDRVR_DOCUMENT` where it is not what {@link saveReportFile} writes
 */
export function readReportFile(text: string, source: string): ReportFile {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), fileSchema), text)
  if (!parsed.success) {
    throw new WyndrvrError(
      'ERR_WYNDRVR_DOCUMENT',
      `The numbers in ${source} are not as this version writes them.`,
    )
  }
  const { schema: _schema, ...report } = parsed.output
  // Before anything is written as JSON again, which makes a `null` of a number without end.
  if (!allPlausible(report)) {
    const sentence = `There is a number that no network has in ${source}.`
    throw new WyndrvrError('ERR_WYNDRVR_DOCUMENT', sentence)
  }
  return { ...report, document: numbersOnly(readDocument(JSON.stringify(report.document), source)) }
}

/** JSON can write numbers that no report could show: 1e999, which is read as one without end, and those of 300 digits. */
function allPlausible(value: unknown): boolean {
  if (typeof value === 'number') return Math.abs(value) <= Number.MAX_SAFE_INTEGER
  return typeof value !== 'object' || value === null || Object.values(value).every(allPlausible)
}

/** What tells a step's section from others in the words of a report. */
export function plainWords({
  job,
  matrix,
  name,
}: Pick<ReportFile, 'job' | 'matrix' | 'name'>): Pick<ReportFile, 'job' | 'matrix' | 'name'> {
  const plain = (text: string): string => text.replaceAll(/[^\w ,.=+-]/g, '-').slice(0, 120)
  return { job: plain(job), matrix: plain(matrix), name: plain(name) }
}

/** The key tells legs apart, the job's id is for people. An artifact's name has no slash, colon or the like. */
function artifactName(workflow: string, { job, matrix, name, run, document }: ReportFile): string {
  const key = sectionKey([workflow, job, matrix, name, run, document.target.mode ?? ''])
  return `${ARTIFACT_PREFIX}${job.replaceAll(/[^\w.-]/g, '-').slice(0, 60)}-${key.slice(0, 8)}`
}

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

import * as core from '@actions/core'
import * as v from 'valibot'

import { messageOf, WyndrvrError } from '../../errors.ts'
import { readDocument } from '../../results/document.ts'
import type { ResultDocument, SpecResult } from '../../results/types.ts'
import { sectionKey } from '../comment/section.ts'
import type { Origin } from '../github/origin.ts'
import { temporaryFolder } from '../temporary-files.ts'
import { numbersOnly } from './numbers-only.ts'

/** Name and version of the format of the artifact for `task: report`. */
const SCHEMA = 'wyndrvr.numbers/1'

/** The file in the artifact. */
export const NUMBERS_FILE = 'wyndrvr-numbers.json'

/** The start of the artifact's name. */
export const ARTIFACT_PREFIX = 'wyndrvr-'

/** What a fork's run hands to the run that may comment: numbers, and the words that identify its section. */
export interface NumbersFile {
  readonly job: string
  readonly matrix: string
  readonly name: string
  readonly task: 'suite' | 'compare' | 'judge'
  /** Number of specs by state; all 0 for the built-in suite. */
  readonly specs: Readonly<Record<SpecResult['state'], number>>
  /** Number of things that could not be measured, and of crashes. */
  readonly errors: number
  /** Whether other measurements on the machine took longer than the patience. */
  readonly busy: boolean
  /** Whether too few of its specs could be judged. */
  readonly unjudged: boolean
  readonly document: ResultDocument
}

const count = v.pipe(v.number(), v.integer(), v.minValue(0))

/** A few words, without characters that mean something in Markdown, HTML or a link. */
const words = v.pipe(v.string(), v.regex(/^[\w ,.=+-]{0,120}$/))

const fileSchema = v.object({
  schema: v.literal(SCHEMA),
  job: words,
  matrix: words,
  name: words,
  task: v.picklist(['suite', 'compare', 'judge']),
  specs: v.object({
    passed: count,
    failed: count,
    skipped: count,
    // Absent in numbers of an earlier release.
    incomplete: v.optional(count, 0),
  }),
  errors: count,
  // Absent in numbers of an earlier release.
  busy: v.optional(v.boolean(), false),
  unjudged: v.optional(v.boolean(), false),
  document: v.unknown(),
})

/** Writes the file to its own folder, and sets the outputs `artifact` and `artifact-name`. */
export function saveNumbersFile(numbers: NumbersFile, { workflow }: Pick<Origin, 'workflow'>): void {
  try {
    const path = join(temporaryFolder('report'), NUMBERS_FILE)
    const document = numbersOnly(numbers.document)
    const text = JSON.stringify({ schema: SCHEMA, ...numbers, ...plainWords(numbers), document })
    writeFileSync(path, `${text}\n`)
    core.setOutput('artifact', path)
    core.setOutput('artifact-name', artifactName(workflow, numbers))
  } catch (error) {
    core.warning(`Could not write the file for the output artifact: ${messageOf(error)}`)
  }
}

/**
 * Reads the file and checks its schema and numbers.
 * @param source what an error calls it
 * @throws {WyndrvrError} `ERR_WYNDRVR_DOCUMENT` if {@link saveNumbersFile} did not write it
 */
export function readNumbersFile(text: string, source: string): NumbersFile {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), fileSchema), text)
  if (!parsed.success) {
    const sentence = `The numbers in ${source} do not have the format ${SCHEMA}.`
    throw new WyndrvrError('ERR_WYNDRVR_DOCUMENT', sentence)
  }
  const { schema: _schema, ...numbers } = parsed.output
  // Before the document becomes JSON again, which turns infinite numbers into `null`.
  if (!allPlausible(numbers)) {
    const sentence = `The numbers in ${source} include a physically impossible figure.`
    throw new WyndrvrError('ERR_WYNDRVR_DOCUMENT', sentence)
  }
  return { ...numbers, document: numbersOnly(readDocument(JSON.stringify(numbers.document), source)) }
}

/** JSON allows numbers that no report can show: infinite ones such as 1e999, and those with hundreds of digits. */
function allPlausible(value: unknown): boolean {
  if (typeof value === 'number') return Math.abs(value) <= Number.MAX_SAFE_INTEGER
  return typeof value !== 'object' || value === null || Object.values(value).every(allPlausible)
}

/** The words that identify a section, with only the characters that the schema allows. */
function plainWords({
  job,
  matrix,
  name,
}: Pick<NumbersFile, 'job' | 'matrix' | 'name'>): Pick<NumbersFile, 'job' | 'matrix' | 'name'> {
  const plain = (text: string): string => text.replaceAll(/[^\w ,.=+-]/g, '-').slice(0, 120)
  return { job: plain(job), matrix: plain(matrix), name: plain(name) }
}

/** The job's id, for people, and a key that distinguishes legs. The name of an artifact has no slash, colon or the like. */
function artifactName(workflow: string, { job, matrix, name, task, document }: NumbersFile): string {
  const key = sectionKey([workflow, job, matrix, name, task, document.target.mode ?? ''])
  return `${ARTIFACT_PREFIX}${job.replaceAll(/[^\w.-]/g, '-').slice(0, 60)}-${key.slice(0, 8)}`
}

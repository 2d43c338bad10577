import { usageError } from '../check.ts'
import { combine } from '../documents/combine.ts'
import { checkOneRun } from '../documents/one-run.ts'
import { readResults } from '../documents/read-results.ts'
import { writeDocument } from '../results/document.ts'
import { NOT_MEASURED } from './exit.ts'
import { checkOutput, saveOutput } from './output.ts'
import { textOf } from './text-of.ts'

/** The flags of a merge command line. */
export interface MergeFlags {
  readonly output?: string
}

/**
 * Runs a merge command line: reads the documents, and writes them as one.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` or `ERR_WYNDRVR_DOCUMENT`
 */
export function runMerge(paths: readonly string[], { output }: MergeFlags): void {
  const [only] = paths
  if (paths.length === 1)
    throw usageError(`There is nothing to merge ${only} with. Name two or more documents.`)
  const all = paths.map((name) => ({ name, document: readResults(textOf(name), name) }))
  checkOneRun(all)
  const merged = combine(all)
  checkOutput(output)
  if (output === undefined) process.stdout.write(writeDocument(merged))
  else if (saveOutput(output, merged)) process.exitCode = NOT_MEASURED
}

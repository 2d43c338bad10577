import { FORMATS } from '../report/formats/formats.ts'
import type { Format } from '../report/formats/format-names.ts'
import { readResults } from '../documents/read-results.ts'
import { noCommand } from '../printable.ts'
import { columnsOf, wantsColor } from './color.ts'
import { NOT_MEASURED } from './exit.ts'
import { checkOutput, saveText } from './output.ts'
import { textOf } from './text-of.ts'

/** The flags of a report command line. */
export interface ReportFlags {
  readonly format: Format
  readonly output?: string
}

/**
 * Runs a report command line: reads the documents, and writes them in the format.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` or `ERR_WYNDRVR_DOCUMENT`
 */
export async function runReport(paths: readonly string[], { format, output }: ReportFlags): Promise<void> {
  const runs = paths.map((name) => ({ name, document: readResults(textOf(name), name) }))
  checkOutput(output)
  const toScreen = output === undefined
  const style = {
    columns: toScreen ? columnsOf(process.stdout) : columnsOf({}),
    color: toScreen && wantsColor(process.stdout, process.env),
  }
  const text = await FORMATS[format](runs, style)
  if (output === undefined) process.stdout.write(isForPeople(format) ? noCommand(text) : text)
  else if (saveText(output, text)) process.exitCode = NOT_MEASURED
}

/** Other programs read the other formats as they are. */
function isForPeople(format: Format): boolean {
  return format === 'terminal' || format === 'markdown'
}

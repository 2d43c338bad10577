import { checkDocument, parseJson } from '../results/document.ts'
import type { ResultDocument } from '../results/types.ts'
import { iperf3Document } from './iperf3-document.ts'
import { iperf3Stream, isIperf3Output } from './iperf3-output.ts'

/**
 * Reads a result document, or the output of `iperf3 -J` as one.
 * @param source name of the text for errors, such as a file's path
 * @throws {WyndrvrError} `ERR_WYNDRVR_DOCUMENT` if it is neither, or if iperf3 has no figures
 */
export function readResults(text: string, source: string): ResultDocument {
  const value = iperf3Stream(text) ?? parseJson(text, source)
  return isIperf3Output(value) ? iperf3Document(value, source) : checkDocument(value, source)
}

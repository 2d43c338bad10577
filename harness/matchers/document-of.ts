import { usageError } from '../../src/check.ts'
import { newDocument } from '../../src/host/new-document.ts'
import type { ResultDocument } from '../../src/results/types.ts'
import { provenanceOf } from '../record/provenance.ts'
import type { Received } from './received.ts'

/**
 * The document that was given, or one made of measurements: of this machine, and of the server that their link measured.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` where it is not known what was measured
 */
export function documentOf({ document, measurements }: Received): ResultDocument {
  if (document !== null) return document
  const provenance = provenanceOf(measurements[0])
  if (provenance === null) {
    const sentence =
      'Earlier runs can be compared with documents, and with measurements of a link: of these it is not known what was measured.'
    throw usageError(sentence)
  }
  return { ...newDocument(provenance.target, provenance.server), measurements }
}

import { usageError } from '../../src/check.ts'
import { newDocument, NO_TARGET } from '../../src/host/new-document.ts'
import type { ResultDocument } from '../../src/results/types.ts'
import { provenanceOf } from '../record/provenance.ts'
import type { Received } from './received.ts'

/**
 * The received document, or one made of measurements, this machine and the server that their link measured.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` if the measurements do not come from a link
 */
export function documentOf({ document, measurements }: Received): ResultDocument {
  if (document !== null) return document
  const provenance = provenanceOf(measurements[0])
  if (provenance === null) {
    const sentence =
      'Only documents and measurements that a link or measure returned can be compared with earlier runs. Pass one of them.'
    throw usageError(sentence)
  }
  const { target, server, placement } = provenance
  const begun = newDocument(target ?? NO_TARGET, server)
  return {
    ...begun,
    environment: { ...begun.environment, ...(placement && { placement }) },
    measurements,
  }
}

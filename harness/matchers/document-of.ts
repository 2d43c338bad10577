import { usageError } from '../../src/check.ts'
import { hostFacts } from '../../src/host/host-facts.ts'
import { RESULT_SCHEMA } from '../../src/results/types.ts'
import type { ResultDocument } from '../../src/results/types.ts'
import { VERSION } from '../../src/version.ts'
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
  return {
    schema: RESULT_SCHEMA,
    tool: { name: 'wyndrvr', version: VERSION },
    startedAt: new Date().toISOString(),
    target: provenance.target,
    environment: { client: hostFacts(), server: provenance.server },
    measurements,
    comparisons: [],
    verdicts: [],
  }
}

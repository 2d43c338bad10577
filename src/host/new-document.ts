import { currentDate } from './clock.ts'
import type { HostPort } from '../address.ts'
import { RESULT_SCHEMA } from '../results/document.ts'
import type { HostFacts, ResultDocument, Target } from '../results/types.ts'
import { VERSION } from '../version.ts'
import { hostFacts } from './host-facts.ts'

/** The target of a document in which nothing was measured at a server. */
export const NO_TARGET: HostPort = { host: '127.0.0.1', port: 0 }

/**
 * A document of a run that starts now on this machine, without measurements.
 * @param server facts about the server's machine, if it sent any
 */
export function newDocument(
  { host, port, dialect = null, mode = null, network }: HostPort & Partial<Target>,
  server: HostFacts | null = null,
): ResultDocument {
  return {
    schema: RESULT_SCHEMA,
    tool: { name: 'wyndrvr', version: VERSION },
    startedAt: currentDate().toISOString(),
    target: { host, port, dialect, mode, ...(network === undefined ? {} : { network }) },
    environment: { client: hostFacts(), server },
    measurements: [],
    comparisons: [],
    verdicts: [],
  }
}

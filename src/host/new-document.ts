import { currentDate } from './clock.ts'
import type { HostPort } from '../address.ts'
import { RESULT_SCHEMA } from '../results/document.ts'
import type { HostFacts, ResultDocument, Target } from '../results/types.ts'
import { VERSION } from '../version.ts'
import { hostFacts } from './host-facts.ts'

/**
 * A document of a run that starts now on this machine, without measurements.
 * @param server facts about the server's machine, if it sent any
 */
export function newDocument(
  { host, port, dialect = null, mode = null }: HostPort & Partial<Target>,
  server: HostFacts | null = null,
): ResultDocument {
  return {
    schema: RESULT_SCHEMA,
    tool: { name: 'wyndrvr', version: VERSION },
    startedAt: currentDate().toISOString(),
    target: { host, port, dialect, mode },
    environment: { client: hostFacts(), server },
    measurements: [],
    comparisons: [],
    verdicts: [],
  }
}

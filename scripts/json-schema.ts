import { toJsonSchema } from '@valibot/to-json-schema'

import { eventSchema } from '../src/results/events.ts'
import { documentSchema } from '../src/results/document.ts'
import { METRICS } from '../src/verdict/metrics.ts'

/** The text of `schema/result-1.schema.json`. */
export function documentJsonSchema(): string {
  return textOf(documentSchema, 'wyndrvr.result/1', 'wyndrvr result document, version 1')
}

/** The text of `schema/event-1.schema.json`. */
export function eventJsonSchema(): string {
  return textOf(eventSchema, 'wyndrvr.event/1', 'wyndrvr event, one line of --json-stream, version 1')
}

function textOf(schema: Parameters<typeof toJsonSchema>[0], id: string, title: string): string {
  return `${JSON.stringify({ ...toJsonSchema(schema, { ignoreActions: ['finite'] }), $id: id, title }, withMetrics, 2)}\n`
}

/** Lists the metrics as examples, not as an enum, because later releases add some. */
function withMetrics(key: string, value: unknown): unknown {
  if (key !== 'metric' || typeof value !== 'object') return value
  return { ...value, examples: METRICS.map(({ name }) => name) }
}

import { toJsonSchema } from '@valibot/to-json-schema'

import { documentSchema } from '../src/results/schema.ts'

/** The text of `schema/result-1.schema.json`. */
export function documentJsonSchema(): string {
  const schema = toJsonSchema(documentSchema)
  const titled = { ...schema, $id: 'wyndrvr.result/1', title: 'wyndrvr result document, version 1' }
  return `${JSON.stringify(titled, null, 2)}\n`
}

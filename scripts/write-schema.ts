/** Writes the JSON Schemas of the result document and of events, from the schemas in src/results. */
import { mkdirSync, writeFileSync } from 'node:fs'

import { documentJsonSchema, eventJsonSchema } from './json-schema.ts'

const folder = new URL('../schema/', import.meta.url)
mkdirSync(folder, { recursive: true })
writeFileSync(new URL('result-1.schema.json', folder), documentJsonSchema())
writeFileSync(new URL('event-1.schema.json', folder), eventJsonSchema())

/** Writes the JSON Schema of the result document from the code that reads it. */
import { mkdirSync, writeFileSync } from 'node:fs'

import { documentJsonSchema } from './json-schema.ts'

const folder = new URL('../schema/', import.meta.url)
mkdirSync(folder, { recursive: true })
writeFileSync(new URL('result-1.schema.json', folder), documentJsonSchema())

import * as v from 'valibot'

import { messageOf, WyndrvrError } from '../errors.ts'
import { documentSchema } from './schema.ts'
import { RESULT_SCHEMA } from './types.ts'
import type { ResultDocument } from './types.ts'

/** The document as text: JSON with two spaces, ended by a newline. */
export function writeDocument(document: ResultDocument): string {
  return `${JSON.stringify(document, null, 2)}\n`
}

/**
 * Reads and checks a document. Unknown fields are ignored.
 * @param source what the text is called in an error, a file's name for instance
 * @throws {WyndrvrError} `ERR_WYNDRVR_DOCUMENT` where it is no JSON, of another major version, or not as the schema says
 */
export function readDocument(text: string, source: string): ResultDocument {
  const value = parse(text, source)
  const schema = typeof value === 'object' && value !== null && 'schema' in value ? value.schema : undefined
  if (schema !== RESULT_SCHEMA) {
    throw documentError(
      source,
      `says schema ${JSON.stringify(schema) ?? 'nothing'}, and this version reads '${RESULT_SCHEMA}'`,
    )
  }
  const result = v.safeParse(documentSchema, value)
  if (result.success) return result.output
  const [issue] = result.issues
  throw documentError(
    source,
    `is not as the schema says at ${v.getDotPath(issue) ?? 'its top'}: ${issue.message}`,
  )
}

function parse(text: string, source: string): unknown {
  try {
    // A byte order mark, as some shells put it before what they write to a file, is no part of the JSON.
    return JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (error) {
    throw documentError(source, `is no JSON: ${messageOf(error)}`)
  }
}

function documentError(source: string, problem: string): WyndrvrError {
  return new WyndrvrError('ERR_WYNDRVR_DOCUMENT', `The result document ${source} ${problem}.`)
}

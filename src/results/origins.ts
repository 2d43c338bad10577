import * as v from 'valibot'

import { environmentSchema } from './environment.ts'
import type { Environment } from './environment.ts'
import { count, name } from './parts.ts'
import type { Entries } from './parts.ts'
import { targetSchema } from './target.ts'
import type { Target } from './target.ts'
import { togetherSchema } from './together.ts'
import type { Together } from './together.ts'
import { toolSchema } from './tool.ts'
import type { Tool } from './tool.ts'

/** Maximum number of documents in a merged one. */
export const MOST_ORIGINS = 1000

/** One of the documents that a merged one was made of, and which entries of the merged one are its. */
export interface Origin {
  /** Its file as it was named; at most the last 256 characters. */
  readonly name: string
  readonly tool: Tool
  readonly startedAt: string
  readonly target: Target
  readonly environment: Environment
  /** Indexes in the document's lists of the same names. */
  readonly measurements: readonly number[]
  readonly comparisons: readonly number[]
  readonly verdicts: readonly number[]
  /** Only present if specs were run. */
  readonly specs?: readonly number[]
  /** How its clients measured together, with their numbers in the merged document. */
  readonly together?: Together
}

const indexes = v.pipe(v.array(count), v.maxLength(100_000))

export const originSchema: v.GenericSchema<unknown, Origin> = v.object({
  name,
  tool: toolSchema,
  startedAt: v.pipe(v.string(), v.isoTimestamp()),
  target: targetSchema,
  environment: environmentSchema,
  measurements: indexes,
  comparisons: indexes,
  verdicts: indexes,
  specs: v.exactOptional(indexes),
  together: v.exactOptional(togetherSchema),
} satisfies Entries<Origin>)

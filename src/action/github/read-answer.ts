import * as v from 'valibot'

import { schemaProblem } from '../../results/schema-problem.ts'

/** An answer of something that is not GitHub's API, such as the login page of a proxy. */
export class UnreadableAnswer extends Error {
  /** @param problem what is wrong with the answer: `has no "head"` */
  constructor(what: string, problem: string) {
    super(
      `The answer about ${what} is not one of GitHub's API: it ${problem}. Check whether a proxy answers in its place.`,
    )
  }
}

/**
 * Checks what GitHub answered.
 * @param what was asked about
 * @throws {UnreadableAnswer} if it does not match the schema
 */
export function readAnswer<T>(schema: v.GenericSchema<unknown, T>, data: unknown, what: string): T {
  const result = v.safeParse(schema, data)
  if (result.success) return result.output
  throw new UnreadableAnswer(what, schemaProblem(result.issues[0]))
}

import { FROM_VARIABLE, fromWords } from '../src/agent/agent-words.ts'
import { isSet } from '../src/host/flag-variable.ts'
import { checkPlacement, PLACEMENT_VARIABLE } from '../src/host/placement.ts'
import type { PlacementOption } from '../src/host/placement.ts'

/** Makes a test fail, instead of skipping it, when its figures cannot be judged. */
export const STRICT_VARIABLE = 'WYNDRVR_STRICT'

/**
 * The value of {@link PLACEMENT_VARIABLE}; `undefined` if it is not set.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE`
 */
export function placementAsked(env: NodeJS.ProcessEnv): PlacementOption | undefined {
  const asked = env[PLACEMENT_VARIABLE]
  return asked === undefined || asked === '' ? undefined : checkPlacement(asked)
}

/**
 * The words of {@link FROM_VARIABLE}; `undefined` if it is not set.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE`
 */
export function fromAsked(env: NodeJS.ProcessEnv): readonly string[] | undefined {
  const asked = env[FROM_VARIABLE]
  return asked === undefined || asked === '' ? undefined : fromWords(FROM_VARIABLE, asked)
}

/** Whether {@link STRICT_VARIABLE} is set to anything but `0`, `false` or nothing. */
export function strictAsked(env: NodeJS.ProcessEnv): boolean {
  return isSet(env, STRICT_VARIABLE)
}

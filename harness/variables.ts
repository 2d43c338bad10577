import { isSet } from '../src/host/flag-variable.ts'

/** Makes a test fail, instead of skipping it, when its figures cannot be judged. */
export const STRICT_VARIABLE = 'WYNDRVR_STRICT'

/** Whether {@link STRICT_VARIABLE} is set to anything but `0`, `false` or nothing. */
export function strictAsked(env: NodeJS.ProcessEnv): boolean {
  return isSet(env, STRICT_VARIABLE)
}

/** The environment variable that makes what can't be judged fail: set by the plugin, or by hand. */
export const STRICT_VARIABLE = 'WYNDRVR_STRICT'

/** Whether the environment asks for it: anything but nothing, `0` and `false` does. */
export function strictAsked(env: NodeJS.ProcessEnv): boolean {
  return !['', '0', 'false'].includes(env[STRICT_VARIABLE] ?? '')
}

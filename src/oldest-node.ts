/** The oldest Node that runs wyndrvr, as in `engines` of package.json. */
const OLDEST = [22, 12] as const

/** The sentence that a Node is too old; `null` if it is not. This file loads in any. */
export function reasonNotToRunOn(version: string): string | null {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return null
  return `wyndrvr needs Node ${OLDEST.join('.')} or newer, but this is Node ${version}.`
}

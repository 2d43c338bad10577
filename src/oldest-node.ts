/** The oldest Node that runs wyndrvr, as in `engines` of package.json. */
const OLDEST = [22, 12] as const

/** Why wyndrvr cannot run on a version of Node; `null` if it can. This file loads in every version. */
export function reasonNotToRunOn(version: string): string | null {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return null
  return `wyndrvr needs Node ${OLDEST.join('.')} or newer, but this is Node ${version}.`
}

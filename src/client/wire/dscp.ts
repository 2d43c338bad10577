import { checkWhole, valueError } from '../../check.ts'

/** Names of code points: EF (RFC 3246), VOICE-ADMIT (RFC 5865) and LE (RFC 8622). */
const NAMES: Readonly<Record<string, number>> = { ef: 46, va: 44, le: 1 }

/**
 * The differentiated services code point (RFC 2474) of a number or a name: `ef`, `va`, `le`, `cs0` to `cs7`, `af11` to `af43`.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE`
 */
export function codePointOf(dscp: number | string): number {
  if (typeof dscp === 'number') return checkWhole('dscp', dscp, 0, 63)
  const name = dscp.trim().toLowerCase()
  if (/^\d{1,3}$/.test(name)) return checkWhole('dscp', Number(name), 0, 63)
  const found = NAMES[name] ?? classSelector(name) ?? assuredForwarding(name)
  if (found !== undefined) return found
  throw valueError(
    'dscp must be a number from 0 to 63, or one of ef, va, le, cs0 to cs7 and af11 to af43',
    dscp,
  )
}

/** CS0 to CS7: RFC 2474, section 4.2.2. */
function classSelector(name: string): number | undefined {
  const level = /^cs([0-7])$/.exec(name)?.[1]
  return level === undefined ? undefined : Number(level) * 8
}

/** AF11 to AF43: RFC 2597, section 6. */
function assuredForwarding(name: string): number | undefined {
  const [, group, drop] = /^af([1-4])([1-3])$/.exec(name) ?? []
  return group === undefined || drop === undefined ? undefined : Number(group) * 8 + Number(drop) * 2
}

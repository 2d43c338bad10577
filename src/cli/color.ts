/** An output stream, as far as its appearance matters: whether it is a terminal, and how wide. */
export interface Stream {
  readonly isTTY?: boolean | undefined
  readonly columns?: number | undefined
}

/** The environment's variables. */
export type Env = Readonly<Record<string, string | undefined>>

/**
 * Whether to write colors: on a capable terminal, unless disabled. `FORCE_COLOR` (https://force-color.org) decides if it
 * is set, then `NO_COLOR` (https://no-color.org) and `NODE_DISABLE_COLORS`.
 */
export function wantsColor(stream: Stream, env: Env): boolean {
  const { FORCE_COLOR: force } = env
  if (force !== undefined && force !== '') return force !== '0' && force !== 'false'
  if (isSet(env['NO_COLOR']) || isSet(env['NODE_DISABLE_COLORS'])) return false
  return canRewrite(stream, env)
}

/** Whether a line can be rewritten: on a terminal, but not in the log of a CI, which may claim to be one. */
export function canRewrite({ isTTY = false }: Stream, { CI: ci, TERM: term }: Env): boolean {
  return isTTY && term !== 'dumb' && (!isSet(ci) || ci === 'false' || ci === '0')
}

/** The width of the output: the terminal's, or 80 if unknown. */
export function columnsOf({ isTTY = false, columns = 0 }: Stream): number {
  return isTTY && columns > 0 ? columns : 80
}

/** An empty variable counts as unset in both conventions. */
function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== ''
}

/** Where something is written, as far as its looks go: a terminal or a file, and how wide. */
export interface Stream {
  readonly isTTY?: boolean | undefined
  readonly columns?: number | undefined
}

/** The environment's variables. */
export type Env = Readonly<Record<string, string | undefined>>

/**
 * Whether to color what is written there: on a terminal that can and that nobody forbade to. `FORCE_COLOR` decides
 * where it is set (https://force-color.org), then `NO_COLOR` (https://no-color.org) and `NODE_DISABLE_COLORS`.
 */
export function wantsColor(stream: Stream, env: Env): boolean {
  const { FORCE_COLOR: force } = env
  if (force !== undefined && force !== '') return force !== '0' && force !== 'false'
  if (isSet(env['NO_COLOR']) || isSet(env['NODE_DISABLE_COLORS'])) return false
  return canRewrite(stream, env)
}

/** Whether somebody looks at a terminal on which a line can be written over: not a CI's log, which may claim to be one. */
export function canRewrite({ isTTY = false }: Stream, { CI: ci, TERM: term }: Env): boolean {
  return isTTY && term !== 'dumb' && (!isSet(ci) || ci === 'false' || ci === '0')
}

/** How wide to write: as the terminal is, or 80 where there is none or it does not tell. */
export function columnsOf({ isTTY = false, columns = 0 }: Stream): number {
  return isTTY && columns > 0 ? columns : 80
}

/** An empty variable counts as none, as both conventions have it. */
function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== ''
}

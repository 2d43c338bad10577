import * as core from '@actions/core'

/** Tells the step's end from its beginning: both are started from the same file. */
export function isPost(): boolean {
  const post = core.getState('post') === 'true'
  if (!post) core.saveState('post', 'true')
  return post
}

/** A server that the step started. */
export interface SavedServer {
  readonly pid: number
  /** Path of its log. */
  readonly log: string
}

/** Remembers the server that `post` has to end. */
export function saveServer({ pid, log }: SavedServer): void {
  core.saveState('server', String(pid))
  core.saveState('server-log', log)
}

/** The server that the step started; `null` where it started none. */
export function savedServer(): SavedServer | null {
  const pid = Number(core.getState('server'))
  return Number.isInteger(pid) && pid > 0 ? { pid, log: core.getState('server-log') } : null
}

/** Remembers where the section that was written to the comment is, so that `post` can see whether it is still there. */
export function saveSection(path: string): void {
  core.saveState('section', path)
}

/** Path of that section; `null` where none was written. */
export function savedSection(): string | null {
  return core.getState('section') || null
}

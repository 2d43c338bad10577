/** What the step saves for the end of the job. */
import * as core from '@actions/core'

/** Whether this is the end of the job. A runner starts the same file for both. */
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

/** Saves the server that the end of the job has to stop. */
export function saveServer({ pid, log }: SavedServer): void {
  core.saveState('server', String(pid))
  core.saveState('server-log', log)
}

/** The server that the step started; `null` if it started none. */
export function savedServer(): SavedServer | null {
  const pid = Number(core.getState('server'))
  return Number.isInteger(pid) && pid > 0 ? { pid, log: core.getState('server-log') } : null
}

/** Saves the mark of the processes that the step starts. */
export function saveMark(mark: string): void {
  core.saveState('mark', mark)
}

/** That mark; `null` if the step ended before it started any. */
export function savedMark(): string | null {
  return core.getState('mark') || null
}

/** Saves the path of the sections that the step wrote to the comment. */
export function saveSections(path: string): void {
  core.saveState('sections', path)
}

/** Path of those sections; `null` if the step wrote none. */
export function savedSections(): string | null {
  return core.getState('sections') || null
}

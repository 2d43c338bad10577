import * as core from '@actions/core'

/** Tells the step's end from its beginning: both are started from the same file. */
export function isPost(): boolean {
  const post = core.getState('post') === 'true'
  if (!post) core.saveState('post', 'true')
  return post
}

/** Remembers the server that `post` has to end. */
export function saveServer(pid: number): void {
  core.saveState('server', String(pid))
}

/** The process id of the server that the step started; `null` where it started none. */
export function savedServer(): number | null {
  const pid = Number(core.getState('server'))
  return Number.isInteger(pid) && pid > 0 ? pid : null
}

import { spawnSync } from 'node:child_process'

/** Oldest version of Node that runs the harness: `engines` in package.json. */
const OLDEST = [22, 12] as const

/** Timeout (ms) of asking a program for its version. */
const ASKING_TIME = 10_000

/**
 * The Node that runs specs: the job's own one on PATH, for which its dependencies were installed, or this action's if that
 * is missing or too old.
 */
export function specNode(environment: NodeJS.ProcessEnv): string {
  const { stdout } = spawnSync('node', ['--version'], {
    env: environment,
    encoding: 'utf8',
    timeout: ASKING_TIME,
  })
  const [, major = '0', minor = '0'] = /^v(\d+)\.(\d+)\./.exec(stdout ?? '') ?? []
  const difference = Number(major) - OLDEST[0] || Number(minor) - OLDEST[1]
  return difference >= 0 ? 'node' : process.execPath
}

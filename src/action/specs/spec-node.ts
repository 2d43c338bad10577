import { spawnSync } from 'node:child_process'

import { reasonNotToRunOn } from '../../oldest-node.ts'

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
  const [, version = '0'] = /^v(\d+\.\d+\.\d+)/.exec(stdout ?? '') ?? []
  return reasonNotToRunOn(version) === null ? 'node' : process.execPath
}

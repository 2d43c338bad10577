import { selectProgramEnvironment } from '../host/program-environment.ts'

/**
 * The environment for child processes: without this action's inputs (which include the token) and state, without the tokens
 * that only actions get (cache, artifacts, OIDC), and without the files that a runner reads outputs from.
 */
export function childEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !PRIVATE.test(name)))
}

const PRIVATE =
  /^(INPUT_.*|STATE_.*|ACTIONS_(RUNTIME|RESULTS|CACHE|ID_TOKEN)_.*|GITHUB_(STATE|OUTPUT|ENV|PATH|STEP_SUMMARY))$/i

/**
 * Keeps from child processes what {@link childEnvironment} leaves out. This process still writes to the runner's files, but has
 * read its inputs and tokens, so it forgets them.
 */
export function hidePrivate(): void {
  selectProgramEnvironment(childEnvironment)
  for (const name of Object.keys(process.env)) {
    if (/^INPUT_|^ACTIONS_(RUNTIME|CACHE|ID_TOKEN)_/i.test(name)) delete process.env[name]
  }
}

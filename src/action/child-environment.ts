/**
 * The environment for child processes: without this action's inputs (which include the token) and state, without the tokens
 * that only actions get (cache, artifacts, OIDC), and without the files that a runner reads outputs from.
 */
export function childEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !PRIVATE.test(name)))
}

const PRIVATE =
  /^(INPUT_.*|STATE_.*|ACTIONS_(RUNTIME|RESULTS|CACHE|ID_TOKEN)_.*|GITHUB_(STATE|OUTPUT|ENV|PATH|STEP_SUMMARY))$/i

/** Removes inputs and tokens from this process's own environment, which the engine's child processes inherit. */
export function forgetInputs(): void {
  for (const name of Object.keys(process.env)) {
    if (/^INPUT_|^ACTIONS_(RUNTIME|CACHE|ID_TOKEN)_/i.test(name)) delete process.env[name]
  }
}

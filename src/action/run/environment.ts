/**
 * An environment for the processes that are started: without this action's inputs and state, the token among them, without
 * what only actions get (the tokens of caches, artifacts and OIDC), and without the files in which a runner takes outputs.
 */
export function forChildren(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !OURS.test(name)))
}

const OURS =
  /^(INPUT_.*|STATE_.*|ACTIONS_(RUNTIME|RESULTS|CACHE|ID_TOKEN)_.*|GITHUB_(STATE|OUTPUT|ENV|PATH|STEP_SUMMARY))$/i

/** Takes them out of this process's own environment, which the engine's children inherit. After the inputs were read. */
export function forgetInputs(): void {
  for (const name of Object.keys(process.env)) {
    if (/^INPUT_|^ACTIONS_(RUNTIME|CACHE|ID_TOKEN)_/i.test(name)) delete process.env[name]
  }
}

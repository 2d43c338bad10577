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
  for (const [name, value = ''] of Object.entries(process.env)) {
    if (!/^INPUT_|^ACTIONS_(RUNTIME|CACHE|ID_TOKEN)_/i.test(name)) continue
    if (OF_CACHE.test(name)) ofCache.set(name, value)
    delete process.env[name]
  }
}

/** Gives this process what the library of the repository's cache reads from the environment, for the time of a call. */
export async function withCacheVariables<T>(call: () => Promise<T>): Promise<T> {
  const names = [...ofCache.keys()].filter((name) => process.env[name] === undefined)
  for (const name of names) process.env[name] = ofCache.get(name)
  try {
    return await call()
  } finally {
    for (const name of names) delete process.env[name]
  }
}

const OF_CACHE = /^ACTIONS_(RUNTIME|CACHE)_/i

const ofCache = new Map<string, string>()

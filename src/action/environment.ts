/**
 * An environment without this action's inputs and state: the token among them is no other process's business, and
 * every later step of the job could read it there.
 */
export function withoutInputs(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !/^(INPUT|STATE)_/.test(name)))
}

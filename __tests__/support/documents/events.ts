import { createRequire } from 'node:module'

/** A GitHub event, as a runner passes it to a job. */
export interface Event {
  readonly name: string
  readonly payload: Readonly<Record<string, unknown>>
}

/** A real payload of the event, from @octokit/webhooks-examples. */
export function eventExample(name: string): Event {
  // The package's types do not match the shape of its file.
  const all: readonly { readonly name: string; readonly examples: readonly Event['payload'][] }[] =
    createRequire(import.meta.url)('@octokit/webhooks-examples')
  const payload = all.find((event) => event.name === name)?.examples[0]
  if (payload === undefined) throw new Error(`There is no example of the event ${name}.`)
  return { name, payload }
}

import { createRequire } from 'node:module'

/** An event as a runner tells a job of it. */
export interface Event {
  readonly name: string
  readonly payload: Readonly<Record<string, unknown>>
}

/** A real payload of that event, recorded by GitHub's community. */
export function eventExample(name: string): Event {
  // The package's own types describe another shape than its file has.
  const all: readonly { readonly name: string; readonly examples: readonly Event['payload'][] }[] =
    createRequire(import.meta.url)('@octokit/webhooks-examples')
  const payload = all.find((event) => event.name === name)?.examples[0]
  if (payload === undefined) throw new Error(`There is no example of the event ${name}.`)
  return { name, payload }
}

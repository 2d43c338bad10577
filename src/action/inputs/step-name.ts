/**
 * What tells a step apart from the other steps of its job if it has no `name`: its `id`, or its number among the steps
 * that use this action. Empty for the first one, and for a step within a composite action, of which the whole is named.
 * @param action what the runner calls the step: `id`, `__owner_repo`, `__owner_repo_2`, `outer.__<UUID>`
 */
export function stepName(action: string): string {
  return action
    .split('.')
    .map((part) => (part.startsWith('__') ? numberOf(part) : part))
    .filter((part) => part !== '')
    .join(' ')
    .slice(0, MAX_LENGTH)
}

const MAX_LENGTH = 100

function numberOf(generated: string): string {
  if (UUID.test(generated)) return ''
  return /_(\d{1,3})$/.exec(generated)?.[1] ?? ''
}

/** Random, so different in every run. */
const UUID = /[0-9a-f]{8}[-_]?(?:[0-9a-f]{4}[-_]?){3}[0-9a-f]{12}$/i

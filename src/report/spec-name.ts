/** A spec of a list; specs of a fork have no file. */
interface Named {
  readonly name: string
  /** vitest's project; missing if unknown. */
  readonly project?: string | undefined
  readonly file?: string | undefined
}

/**
 * A spec's name in a list: after its project, as vitest writes it, if the list has several, and with its file if a spec of another
 * file has the same name.
 */
export function specName({ name, file, project }: Named, all: readonly Named[]): string {
  const several = project !== undefined && all.some((other) => other.project !== project)
  const namesake = all.some(
    (other) => other.name === name && other.file !== file && other.project === project,
  )
  return `${several ? `|${project}| ` : ''}${name}${namesake && file !== undefined ? ` (${file})` : ''}`
}

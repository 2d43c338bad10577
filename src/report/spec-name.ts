/** A spec of a list; specs of a fork have no file. */
interface Named {
  readonly name: string
  readonly file?: string | undefined
}

/** A spec's name in a list, with its file if a spec of another file has the same name. */
export function specName({ name, file }: Named, all: readonly Named[]): string {
  const namesake = all.some((other) => other.name === name && other.file !== file)
  return namesake && file !== undefined ? `${name} (${file})` : name
}

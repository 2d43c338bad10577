import { inject } from 'vitest'

declare module 'vitest' {
  interface ProvidedContext {
    /** The root of the project `net`, from the plugin. */
    wyndrvrRoot?: string
  }
}

/** The root of the spec's project, in whichever folder vitest runs; without the plugin, the folder in which it runs. */
export function projectRoot(): string {
  return inject('wyndrvrRoot') ?? process.cwd()
}

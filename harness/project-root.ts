import { inject } from 'vitest'

declare module 'vitest' {
  interface ProvidedContext {
    /** The root of the project `net`, from the plugin. */
    wyndrvrRoot?: string
  }
}

/** The root of the spec's project: the folder of its package, wherever vitest runs. Without the plugin the folder in which vitest runs. */
export function projectRoot(): string {
  return inject('wyndrvrRoot') ?? process.cwd()
}

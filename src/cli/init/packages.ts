import { createRequire } from 'node:module'
import { resolve } from 'node:path'

/** Those of the packages that a project needs which cannot be imported in this folder. */
export function missingPackages(folder: string): readonly string[] {
  const here = createRequire(resolve(folder, 'package.json'))
  return ['wyndrvr', 'vitest'].filter((name) => {
    try {
      here.resolve(`${name}/package.json`)
      return false
    } catch {
      return true
    }
  })
}

import { createRequire } from 'node:module'
import { dirname, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

import { messageOf } from '../../errors.ts'

/** What init uses of vite. */
interface Vite {
  readonly loadConfigFromFile: (
    env: { readonly command: 'serve'; readonly mode: string },
    configFile: string,
    configRoot: string,
    logLevel: 'silent',
  ) => Promise<{ readonly config: { readonly plugins?: unknown } } | null>
}

/** The reason without the packages to load the config with. */
export const NOT_INSTALLED = 'vitest and wyndrvr are not both installed here'

/**
 * Loads a config as vitest does, and looks for the plugin in it.
 * @param folder of the config
 * @returns why the plugin is not active; `null` if it is
 */
export async function whyNotActive(path: string, folder: string): Promise<string | null> {
  const vite = await viteOf(folder)
  if (vite === null) return NOT_INSTALLED
  try {
    const loaded = await vite.loadConfigFromFile(
      { command: 'serve', mode: 'test' },
      resolve(folder, path),
      folder,
      'silent',
    )
    const plugins = await flattened(loaded?.config.plugins)
    return plugins.some(isPlugin) ? null : 'the plugin is not in the config that vitest loads'
  } catch (error) {
    return `it cannot be loaded: ${messageOf(error).split('\n')[0] ?? ''}`
  }
}

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

/** The vite of the folder's vitest; `null` without one, or without wyndrvr. */
async function viteOf(folder: string): Promise<Vite | null> {
  if (missingPackages(folder).length > 0) return null
  try {
    const here = createRequire(resolve(folder, 'package.json'))
    const vitest = here.resolve('vitest/package.json')
    const path = createRequire(resolve(dirname(vitest), 'package.json')).resolve('vite')
    const vite: unknown = await import(pathToFileURL(path).href)
    return isVite(vite) ? vite : null
  } catch {
    return null
  }
}

function isVite(value: unknown): value is Vite {
  return typeof value === 'object' && value !== null && 'loadConfigFromFile' in value
}

/** A list of plugins may have lists and promises in it. */
async function flattened(plugins: unknown): Promise<readonly unknown[]> {
  const value = await plugins
  if (!Array.isArray(value)) return [value]
  return (await Promise.all(value.map(flattened))).flat()
}

function isPlugin(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'name' in value && value.name === 'wyndrvr'
}

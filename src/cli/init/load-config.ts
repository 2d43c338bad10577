import { createRequire } from 'node:module'
import { dirname, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

import { messageOf } from '../../errors.ts'
import { missingPackages } from './packages.ts'

/** What init reads of a config. */
export interface LoadedConfig {
  /** All plugins, without the lists and promises around them. */
  readonly plugins: readonly unknown[]
  /** The folder in which vitest looks for test files. */
  readonly tests: string
}

/** What init uses of vite. */
interface Vite {
  readonly loadConfigFromFile: (
    env: { readonly command: 'serve'; readonly mode: string },
    configFile: string,
    configRoot: string,
    logLevel: 'silent',
  ) => Promise<{ readonly config: UserConfig } | null>
}

interface UserConfig {
  readonly plugins?: unknown
  readonly root?: string
  readonly test?: { readonly root?: string; readonly dir?: string }
}

/** The reason without the packages to load the config with. */
export const NOT_INSTALLED = 'vitest and wyndrvr are not both installed here'

/**
 * Loads a config as vitest does.
 * @param folder of the config
 * @returns the config, or why it cannot be loaded
 */
export async function loadConfig(
  path: string,
  folder: string,
): Promise<LoadedConfig | { readonly reason: string }> {
  const vite = await viteOf(folder)
  if (vite === null) return { reason: NOT_INSTALLED }
  try {
    const loaded = await vite.loadConfigFromFile(
      { command: 'serve', mode: 'test' },
      resolve(folder, path),
      folder,
      'silent',
    )
    const { plugins, root, test } = loaded?.config ?? {}
    return {
      plugins: await flattened(plugins),
      tests: resolve(folder, test?.dir ?? test?.root ?? root ?? '.'),
    }
  } catch (error) {
    return { reason: `it cannot be loaded: ${messageOf(error).split('\n')[0] ?? ''}` }
  }
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

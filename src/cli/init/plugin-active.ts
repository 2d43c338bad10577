import { loadConfig } from './load-config.ts'

/**
 * Loads a config as vitest does, and looks for the plugin in it.
 * @param folder of the config
 * @returns why the plugin is not active; `null` if it is
 */
export async function whyNotActive(path: string, folder: string): Promise<string | null> {
  const loaded = await loadConfig(path, folder)
  if ('reason' in loaded) return loaded.reason
  return loaded.plugins.some(isPlugin) ? null : 'the plugin is not in the config that vitest loads'
}

function isPlugin(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'name' in value && value.name === 'wyndrvr'
}

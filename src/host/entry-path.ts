import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'

/** How the modules of the single executable are addressed: they are not files. `scripts/executable/loader.cjs` loads them. */
const EMBEDDED = 'wyndrvr:'

/** Whether a module is part of the single executable. */
export function isEmbedded(module: string): boolean {
  return module.startsWith(EMBEDDED)
}

/**
 * The path of a file beside the given module that is started as a process; in the single executable its address, which the
 * executable takes as well. The ending follows the asking module's: `.ts` from source, `.js` when compiled or bundled.
 */
export function entryPath(askingModule: string, name: string): string {
  const url = new URL(`${name}${extname(askingModule)}`, askingModule)
  return isEmbedded(askingModule) ? url.href : fileURLToPath(url)
}

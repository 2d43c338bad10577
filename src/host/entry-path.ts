import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * The path of a file beside the given module that is started as a thread or process.
 * The ending follows the asking module's: `.ts` from source, `.js` when compiled or bundled.
 */
export function entryPath(askingModule: string, name: string): string {
  return fileURLToPath(new URL(`${name}${extname(askingModule)}`, askingModule))
}

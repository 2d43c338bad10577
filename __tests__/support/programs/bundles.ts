import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

import type { Plugin } from 'vite'

import { ROOT } from './processes.ts'

/** Where `bundle-entries.ts` puts them: below `node_modules`, where they find the packages that they import. */
export const BUNDLES: string = join(ROOT, 'node_modules/.cache/bundles')

/** A module that starts threads or processes by a path beside its own. */
const STARTS_ENTRY = /\b(?:entryPath|startThread)\([^]*?-(?:entry|thread)'/

/**
 * The path of a thread's or process's bundle.
 * @param name in `scripts/entries.ts`
 */
export function bundled(name: string): string {
  return join(BUNDLES, `${name}.js`)
}

/**
 * Makes tests start threads and processes as bundles. From source, each would load two hundred files and strip their types. What
 * a module starts is beside it, so this says that it is beside the bundles.
 */
export function startsBundles(): Plugin {
  const url = JSON.stringify(pathToFileURL(join(BUNDLES, 'module.js')).href)
  return {
    name: 'starts-bundles',
    enforce: 'pre',
    transform: {
      filter: { id: /\/(?:src|harness)\/.*\.ts$/, code: STARTS_ENTRY },
      handler: (code) => ({ code: code.replaceAll('import.meta.url', url), map: null }),
    },
  }
}

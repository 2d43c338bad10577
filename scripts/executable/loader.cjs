/**
 * What the single executable runs: it loads modules from its assets, under addresses of their own, and imports the one that
 * was asked for. Each thread runs this file too, because the hooks apply only to the thread that registers them.
 */
'use strict'

const { createRequire, registerHooks } = require('node:module')
const { getAsset } = require('node:sea')

/** `entry-path.ts` knows this scheme too. */
const ROOT = 'wyndrvr:/'

/** The script of an executable has no import() of its own. This module has, and can be required. */
const IMPORTER = `${ROOT}importer`

registerHooks({
  resolve(specifier, context, next) {
    const isRelative = specifier.startsWith('./') && context.parentURL?.startsWith(ROOT)
    const url = isRelative ? new URL(specifier, context.parentURL).href : specifier
    return url.startsWith(ROOT) ? { url, format: 'module', shortCircuit: true } : next(specifier, context)
  },
  load(url, context, next) {
    if (!url.startsWith(ROOT)) return next(url, context)
    const source =
      url === IMPORTER ? 'export default (url) => import(url)' : getAsset(url.slice(ROOT.length), 'utf8')
    return { format: 'module', source, shortCircuit: true }
  },
})

const { default: load } = createRequire(process.execPath)(IMPORTER)

// This program starts itself with the address of an entry as the first argument, in threads too.
const [, , first = ''] = process.argv
const isEntry = first.startsWith(ROOT)
if (isEntry) process.argv.splice(2, 1)
load(isEntry ? first : `${ROOT}wyndrvr.js`)

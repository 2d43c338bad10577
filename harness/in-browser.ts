/*
 * What a browser loads as `wyndrvr/vitest` (the condition `browser` in package.json), where the harness itself would end with
 * "platform is not a function". It imports nothing, because the engine needs Node as soon as it is loaded.
 */

// A browser looks for the imported names before it runs this file.
export const describe = undefined
export const expect = undefined
export const freePort = undefined
export const it = undefined
export const test = undefined

throw new Error(
  "Network specs run in Node, but this file runs in vitest's browser mode. Add wyndrvr() to the plugins of the config, or move the file to a project without a browser.",
)

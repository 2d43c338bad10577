import { readFileSync } from 'node:fs'

import { textIfAny } from '../../host/optional-files.ts'
import { write } from './file-change.ts'
import type { Change } from './file-change.ts'
import { withPlugin } from './config-edit.ts'
import { CONFIG, configIn, newConfigName } from './files.ts'
import { NOT_INSTALLED } from './load-config.ts'
import { whyNotActive } from './plugin-active.ts'

/** What to do if init cannot change the config. */
export const BY_HAND = "Import { wyndrvr } from 'wyndrvr/vitest/config' and add wyndrvr() to its plugins"

/** What init does to a folder's config. A config that has the plugin already, wherever it comes from, stays as it is. */
export async function configChange(folder: string): Promise<Change> {
  const path = configIn(folder)
  if (path === null) {
    return { path: newConfigName(textIfAny('package.json')), before: null, after: CONFIG, reason: null }
  }
  const before = readFileSync(path, 'utf8')
  const edited = withPlugin(before)
  const isMisplaced = 'remedy' in edited
  if (!isMisplaced && (await whyNotActive(path, folder)) === null)
    return { path, before, after: before, reason: null }
  if ('config' in edited) return { path, before, after: edited.config, reason: null }
  const remedy = edited.remedy ?? BY_HAND
  return { path, before, after: null, reason: `${path} was not changed: ${edited.reason}. ${remedy}.` }
}

/** Loads the config as it now is. An edit that does not make the plugin active is taken back. */
export async function configProblem(
  { path, before, after, reason }: Change,
  folder: string,
): Promise<string | null> {
  if (reason !== null) return reason
  const why = await whyNotActive(path, folder)
  if (why === null) return null
  if (why === NOT_INSTALLED) {
    // A config that init wrote itself, or whose plugin the syntax tree shows, needs no check.
    return before === null || before === after
      ? null
      : `${path} was not checked: ${why}. Install them and run init again.`
  }
  if (before === null || textIfAny(path) !== after || before === after) return `${path}: ${why}. ${BY_HAND}.`
  write(path, before)
  return `${path} was put back as it was: with the plugin, ${why}. ${BY_HAND}.`
}

import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { beforeAll, describe, expect, test } from 'vitest'

import { withPlugin } from '../../../src/cli/init/config-edit.ts'
import { whyNotActive } from '../../../src/cli/init/plugin-active.ts'
import { installed, newProject, NEWEST_VITEST, said } from '../../support/programs/installed.ts'
import type { Project } from '../../support/programs/installed.ts'

const DEFINE = "import { defineConfig } from 'vitest/config'\n"

const IMPORT = "import { wyndrvr } from 'wyndrvr/vitest/config'\n"

/** Configs that people have: what they are, the file, and its text without and with the plugin. */
const CONFIGS: readonly (readonly [what: string, file: string, before: string, after: string])[] = [
  [
    'an object on one line',
    'vitest.config.ts',
    `${DEFINE}export default defineConfig({ test: { globals: true } })\n`,
    `${DEFINE}${IMPORT}export default defineConfig({ plugins: [wyndrvr()], test: { globals: true } })\n`,
  ],
  [
    'an object without imports, and with a documented type',
    'vite.config.js',
    "/** @type {import('vite').UserConfig} */\nexport default {\n  test: {},\n}\n",
    `${IMPORT}\n/** @type {import('vite').UserConfig} */\nexport default {\n  plugins: [wyndrvr()],\n  test: {},\n}\n`,
  ],
  [
    'a list of plugins',
    'vite.config.ts',
    `${DEFINE}export default defineConfig({\n  plugins: [\n    { name: 'a' },\n  ],\n})\n`,
    `${DEFINE}${IMPORT}export default defineConfig({\n  plugins: [\n    wyndrvr(),\n    { name: 'a' },\n  ],\n})\n`,
  ],
  [
    'projects only',
    'vitest.config.ts',
    "export default { test: { projects: ['packages/*', { plugins: [], test: { name: 'unit' } }] } }\n",
    `${IMPORT}\nexport default { plugins: [wyndrvr()], test: { projects: ['packages/*', { plugins: [], test: { name: 'unit' } }] } }\n`,
  ],
  [
    'a function',
    'vitest.config.mts',
    `${DEFINE}export default defineConfig(({ mode }) => ({ define: { MODE: mode } }))\n`,
    `${DEFINE}${IMPORT}export default defineConfig(({ mode }) => ({ plugins: [wyndrvr()], define: { MODE: mode } }))\n`,
  ],
  [
    'a function with several returns',
    'vitest.config.ts',
    "export default async function config({ mode }) {\n  const rest = { test: {} }\n  if (mode === 'test') return rest\n  return { plugins: [] }\n}\n",
    `${IMPORT}\nexport default async function config({ mode }) {\n  const rest = { plugins: [wyndrvr()], test: {} }\n  if (mode === 'test') return rest\n  return { plugins: [wyndrvr()] }\n}\n`,
  ],
  [
    'a variable with a type',
    'vitest.config.ts',
    "import type { UserConfig } from 'vite'\nconst config: UserConfig = {}\nexport { config as default }\n",
    `import type { UserConfig } from 'vite'\n${IMPORT}const config: UserConfig = { plugins: [wyndrvr()] }\nexport { config as default }\n`,
  ],
  [
    'satisfies',
    'vitest.config.ts',
    "import type { UserConfig } from 'vite'\nexport default { base: '/' } satisfies UserConfig\n",
    `import type { UserConfig } from 'vite'\n${IMPORT}export default { plugins: [wyndrvr()], base: '/' } satisfies UserConfig\n`,
  ],
  [
    'mergeConfig',
    'vitest.config.ts',
    `import { defineConfig, mergeConfig } from "vitest/config";\nconst base = { plugins: [{ name: 'a' }] };\nexport default mergeConfig(base, defineConfig({ test: {} }));\n`,
    `import { defineConfig, mergeConfig } from "vitest/config";\nimport { wyndrvr } from "wyndrvr/vitest/config";\nconst base = { plugins: [{ name: 'a' }] };\nexport default mergeConfig(base, defineConfig({ plugins: [wyndrvr()], test: {} }));\n`,
  ],
  [
    'plugins of a variable',
    'vitest.config.ts',
    "const plugins = [{ name: 'a' }]\nexport default { plugins }\n",
    `${IMPORT}\nconst plugins = [{ name: 'a' }]\nexport default { plugins: [wyndrvr(), plugins] }\n`,
  ],
  [
    'plugins of a function',
    'vitest.config.ts',
    "const named = (name) => [{ name }, false]\nexport default { plugins: named('a') }\n",
    `${IMPORT}\nconst named = (name) => [{ name }, false]\nexport default { plugins: [wyndrvr(), named('a')] }\n`,
  ],
  [
    'an object that is spread',
    'vitest.config.ts',
    "const common = { base: '/' }\nexport default { ...common, test: {} }\n",
    `${IMPORT}\nconst common = { base: '/' }\nexport default { plugins: [wyndrvr()], ...common, test: {} }\n`,
  ],
  [
    'comments and another export that look like a config',
    'vitest.config.ts',
    `// export default { plugins: [] }\n${DEFINE}export const app = { plugins: [] } // defineConfig({\n/* export default { */\nexport default defineConfig({})\n`,
    `// export default { plugins: [] }\n${DEFINE}${IMPORT}export const app = { plugins: [] } // defineConfig({\n/* export default { */\nexport default defineConfig({ plugins: [wyndrvr()] })\n`,
  ],
  [
    'CommonJS',
    'vitest.config.cjs',
    "'use strict'\n\nconst { join } = require('node:path') // a path\n\nmodule.exports = { root: join(__dirname) }\n",
    "'use strict'\n\nconst { join } = require('node:path') // a path\nconst { wyndrvr } = require('wyndrvr/vitest/config')\n\nmodule.exports = { plugins: [wyndrvr()], root: join(__dirname) }\n",
  ],
  [
    'tabs and the line ends of Windows',
    'vitest.config.ts',
    'export default {\r\n\ttest: {\r\n\t\tglobals: true,\r\n\t},\r\n}\r\n',
    "import { wyndrvr } from 'wyndrvr/vitest/config'\r\n\r\nexport default {\r\n\tplugins: [wyndrvr()],\r\n\ttest: {\r\n\t\tglobals: true,\r\n\t},\r\n}\r\n",
  ],
  [
    'the plugin under another name',
    'vitest.config.ts',
    "import { wyndrvr as net } from 'wyndrvr/vitest/config'\nexport default { plugins: [{ name: 'a' }, net({ name: 'n' })] }\n",
    "import { wyndrvr as net } from 'wyndrvr/vitest/config'\nexport default { plugins: [{ name: 'a' }, net({ name: 'n' })] }\n",
  ],
]

describe.each(NEWEST_VITEST)('a config, loaded as vitest %s does', (version) => {
  let project: Project

  beforeAll(async () => {
    await installed(version)
    project = await newProject(version)
  }, 300_000)

  test.each(CONFIGS.map((config, index) => [config[0], index, config] as const))(
    'of %s gets the plugin',
    async (_what, index, [, file, before, after]) => {
      const path = `${index}/${file}`
      const inactive = before === after ? null : 'the plugin is not in the config that vitest loads'
      project.write({ [path]: before })
      expect(await whyNotActive(path, project.folder)).toBe(inactive)
      expect(withPlugin(before)).toEqual({ config: after })
      project.write({ [path]: after })
      expect(await whyNotActive(path, project.folder)).toBeNull()
      expect(withPlugin(after)).toEqual({ config: after })
    },
  )

  test('is put back if the plugin does not become active, with exit code 3', async () => {
    const config =
      'const without = ({ plugins, ...config }) => config\nexport default without({ test: {} })\n'
    project.write({ 'vitest.config.ts': config })
    const ended = await project.wyndrvr('init', '--yes')
    expect(ended.code).toBe(3)
    expect(ended.stderr).toBe(
      "wyndrvr: vitest.config.ts was put back as it was: with the plugin, the plugin is not in the config that vitest loads. Import { wyndrvr } from 'wyndrvr/vitest/config' and add wyndrvr() to its plugins.\n",
    )
    expect(readFileSync(join(project.folder, 'vitest.config.ts'), 'utf8')).toBe(config)
    project.write({ 'vitest.config.ts': 'export default { test: {} }\n' })
    const again = await project.wyndrvr('init', '--yes')
    expect([again.code, said(again)]).toEqual([0, expect.stringContaining('vitest.config.ts was changed.')])
    expect(again.stdout).toContain('Next: npx vitest run\n')
  })
})

test.each([
  ['a call without an object', 'export default makeConfig()\n', 'its config comes from makeConfig()'],
  [
    'a spread of another file',
    "import base from './base'\nexport default { ...base }\n",
    'it spreads an object that may have plugins',
  ],
  [
    'a config of another file',
    "import base from './base'\nexport default base\n",
    "'base', which it exports, does not come from this file",
  ],
  ['a list', 'export default [{ test: {} }]\n', 'its config is not an object in this file'],
  ['no default export', 'export const config = {}\n', 'it has no default export'],
  [
    'a name that is taken',
    'const wyndrvr = 1\nexport default {}\n',
    'it uses the name wyndrvr for something else',
  ],
  ['a function without a return', 'export default () => {}\n', 'its function returns no object'],
  ['a syntax error', 'export default {\n', 'it cannot be parsed: Unexpected token (2:0)'],
])('a config with %s is left alone, with the reason', (_what, config, reason) => {
  expect(withPlugin(config)).toEqual({ reason })
})

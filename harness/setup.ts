/** What the plugin runs before each file of specs: files that share their modules must not share their options. */
import { test } from './index.ts'

// vitest keeps what a file overrides at its top for as long as the module lives, which without isolation is every file.
test.override({ overlap: undefined })

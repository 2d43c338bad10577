/** What the plugin has vitest run before each file of specs. */
import { forgetOverrides } from './fixtures/test.ts'

forgetOverrides()

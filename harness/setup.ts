/** Runs before each spec file; the plugin sets it up. */
import { forgetOverrides } from './fixtures/overrides.ts'

forgetOverrides()

import { defineConfig } from 'vitest/config'
import { wyndrvr } from 'wyndrvr/vitest/config'

// The first test may have to pull its image.
export default defineConfig({ plugins: [wyndrvr({ timeout: '5min' })] })

import { defineConfig } from 'vitest/config'
import { wyndrvr } from 'wyndrvr/vitest/config'

export default defineConfig({ plugins: [wyndrvr()] })

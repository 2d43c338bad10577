import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['__tests__/**/*.test.ts'],
    // Servers in three modes and real processes start in these tests, on machines that may be busy.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})

/** Bundles the action into `dist/`: its entry point, and the files that it starts as processes or threads. */
import { join } from 'node:path'
import { build } from 'vite'

const ROOT = join(import.meta.dirname, '..')

await build({
  root: ROOT,
  configFile: false,
  logLevel: 'warn',
  publicDir: false,
  // Everything goes into the bundle: a runner installs nothing.
  ssr: { noExternal: true },
  build: {
    ssr: true,
    outDir: 'dist',
    target: 'node24',
    // Every job loads it before it measures, and most of it is other people's code.
    minify: true,
    license: { fileName: 'licenses.txt' },
    rolldownOptions: {
      input: {
        index: join(ROOT, 'src/action/main.ts'),
        'agent-entry': join(ROOT, 'src/agent/agent-entry.ts'),
        'server-entry': join(ROOT, 'src/cli/server-entry.ts'),
        'background-entry': join(ROOT, 'src/server/background-entry.ts'),
        'thread-entry': join(ROOT, 'src/server/thread-entry.ts'),
        'process-entry': join(ROOT, 'src/server/process-entry.ts'),
        'stream-thread': join(ROOT, 'src/client/throughput/stream-thread.ts'),
        'spec-reporter': join(ROOT, 'src/action/specs/spec-reporter.ts'),
      },
      output: {
        // The page with charts and the dashboard share it. Its own name would be that of any file in it.
        chunkFileNames: ({ isDynamicEntry, moduleIds }) =>
          !isDynamicEntry && moduleIds.some(drawsCharts) ? 'charts.js' : '[name].js',
      },
    },
  },
})

function drawsCharts(module: string): boolean {
  return module.includes('/node_modules/@observablehq/plot/')
}

/** Bundles the action into `dist/`: its entry point, and the files that it starts as processes or threads. */
import { join } from 'node:path'
import { build } from 'vite'
import type { Plugin } from 'vite'

const ROOT = join(import.meta.dirname, '..')

await build({
  root: ROOT,
  configFile: false,
  logLevel: 'warn',
  publicDir: false,
  plugins: [loadsHttpLater()],
  // @actions/github brings an older one of its own.
  resolve: { dedupe: ['@actions/http-client'] },
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

/**
 * Makes the packages of GitHub load HTTP, HTTPS, undici and tunnels through proxies when they first use them: most steps send no
 * request, and loading them takes a third of the CPU time in which a step starts. `src/host/builtins.ts` does so for our code.
 */
function loadsHttpLater(): Plugin {
  return {
    name: 'loads-http-later',
    transform: {
      filter: { id: /\/node_modules\/@actions\//, code: /from ['"](?:https?|undici|tunnel)['"]/ },
      handler: (code) => ({
        code: code
          .replaceAll(
            /^import \* as (\w+) from (['"](?:https?|tunnel)['"]);?$/gm,
            'const $1 = new Proxy({}, { get: (_, name) => require($2)[name] })',
          )
          .replaceAll(
            /^import \{ (\w+) \} from (['"]undici['"]);?$/gm,
            `const $1 = new Proxy(function () {}, {
              apply: (_, self, args) => require($2).$1(...args),
              construct: (_, args) => new (require($2).$1)(...args),
            })`,
          ),
        map: null,
      }),
    },
  }
}

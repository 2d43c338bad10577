import { Worker } from 'node:worker_threads'

import { entryPath, isEmbedded } from './entry-path.ts'

/** Starts a file beside the given module as a worker thread. It does not get this thread's flags of Node. */
export function startThread(askingModule: string, name: string, workerData: unknown): Worker {
  const path = entryPath(askingModule, name)
  if (!isEmbedded(askingModule)) return new Worker(path, { workerData, execArgv: [] })
  // A worker's file has to be on a disk, but its source may be anywhere: that of the loader, which loads the entry.
  const loader = process.getBuiltinModule('node:sea').getAsset('loader.cjs', 'utf8')
  return new Worker(loader, { eval: true, argv: [path], workerData, execArgv: [] })
}

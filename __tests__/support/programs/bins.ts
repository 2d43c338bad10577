import { join } from 'node:path'

import { readDocument } from '../../../src/results/document.ts'
import type { Measurement } from '../../../src/results/types.ts'
import { ROOT } from './processes.ts'
import type { Ended, Running } from './processes.ts'

/**
 * The words that run the built program `wyndrvr` under this Node, as in
 * `start(process.execPath, wyndrvr('server --port 0'))`.
 * @param line arguments, separated by spaces
 */
export function wyndrvr(line: string): readonly string[] {
  return [join(ROOT, 'lib/wyndrvr.js'), ...line.split(' ')]
}

/** The port of a server; resolves when it listens. */
export async function portOf(server: Running): Promise<string> {
  const [, port = ''] = await server.printed(/^\[SERVER\] Wyndrvr server started on \S+:(\d+)\n/m)
  return port
}

/** The only measurement in a client's document, which must be of the given kind. */
export function onlyMeasurement<Kind extends Measurement['kind']>(
  { code, stdout, stderr }: Ended,
  kind: Kind,
): Extract<Measurement, { readonly kind: Kind }> {
  if (code !== 0) throw new Error(`The client ended with ${code}:\n${stderr}`)
  const { measurements } = readDocument(stdout, 'stdout')
  const [only] = measurements
  if (only === undefined || measurements.length > 1 || !isOf(only, kind)) {
    throw new Error(`There should be one measurement, of ${kind}:\n${stdout}`)
  }
  return only
}

function isOf<Kind extends Measurement['kind']>(
  measurement: Measurement,
  kind: Kind,
): measurement is Extract<Measurement, { readonly kind: Kind }> {
  return measurement.kind === kind
}

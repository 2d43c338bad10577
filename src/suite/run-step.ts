import { measureConnectRate } from '../client/connect-rate/run.ts'
import type { Connection } from '../client/connection.ts'
import { measureBidirectionalDatagrams, measureDatagrams } from '../client/datagrams/run.ts'
import { measureLatency } from '../client/latency/run.ts'
import { measureLoadedLatency } from '../client/loaded/run.ts'
import { measureBidirectional, measureThroughput } from '../client/throughput/run.ts'
import type { Measurement } from '../results/types.ts'
import type { SuiteListener } from './listener.ts'
import type { PlannedStep, StepOf } from './plan.ts'

/** Runs one step of a suite. The suite's listener replaces those in the options of the step. */
export async function runStep(
  connection: Connection,
  step: PlannedStep,
  listener: SuiteListener,
): Promise<readonly Measurement[]> {
  switch (step.kind) {
    case 'latency':
      return runLatency(connection, step, listener)
    case 'throughput':
      return runThroughput(connection, step, listener)
    case 'datagram':
      return runDatagrams(connection, step, listener)
    case 'loaded':
      return runLoaded(connection, step, listener)
    case 'connect':
      return runConnectRate(connection, step, listener)
  }
}

async function runLatency(
  connection: Connection,
  { plan }: StepOf<'latency'>,
  { onProbe, onInterval }: SuiteListener,
): Promise<readonly Measurement[]> {
  const heard: typeof plan = {
    ...plan,
    ...(onProbe && { onProbe }),
    ...(onInterval && {
      onInterval: (interval) => onInterval({ kind: 'latency', client: 1, ...interval }),
    }),
  }
  return [await measureLatency(connection, heard)]
}

async function runThroughput(
  connection: Connection,
  { test, plan }: StepOf<'throughput'>,
  { onInterval }: SuiteListener,
): Promise<readonly Measurement[]> {
  const heard: typeof plan = {
    ...plan,
    ...(onInterval && {
      onInterval: (interval, direction) =>
        onInterval({ kind: 'throughput', direction, client: 1, ...interval }),
    }),
  }
  if (test !== 'bidirectional') return [await measureThroughput(connection, test, heard)]
  const { download, upload } = await measureBidirectional(connection, heard)
  return [download, upload]
}

async function runDatagrams(
  connection: Connection,
  { test, plan }: StepOf<'datagram'>,
  { onInterval }: SuiteListener,
): Promise<readonly Measurement[]> {
  const heard: typeof plan = {
    ...plan,
    ...(onInterval && {
      onInterval: (interval, direction) =>
        onInterval({ kind: 'datagram', direction, client: 1, ...interval }),
    }),
  }
  if (test !== 'bidirectional') return [await measureDatagrams(connection, test, heard)]
  const { download, upload } = await measureBidirectionalDatagrams(connection, heard)
  return [download, upload]
}

async function runLoaded(
  connection: Connection,
  { plan }: StepOf<'loaded'>,
  { onInterval }: SuiteListener,
): Promise<readonly Measurement[]> {
  const heard: typeof plan = {
    ...plan,
    ...(onInterval && {
      onInterval: (interval, phase) => onInterval({ kind: 'loaded', phase, client: 1, ...interval }),
    }),
  }
  return [await measureLoadedLatency(connection, heard)]
}

async function runConnectRate(
  connection: Connection,
  { plan }: StepOf<'connect'>,
  { onInterval }: SuiteListener,
): Promise<readonly Measurement[]> {
  const heard: typeof plan = {
    ...plan,
    ...(onInterval && { onInterval: (interval) => onInterval({ kind: 'connect', client: 1, ...interval }) }),
  }
  return [await measureConnectRate(connection, heard)]
}

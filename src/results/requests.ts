import type { ConnectMeasurement } from './connect.ts'

/** Whether a rate is one of requests on connections that stay open. */
export function isOfRequests({ asked }: Pick<ConnectMeasurement, 'asked'>): boolean {
  return asked.reuse === true
}

/** What a rate counts, in words. */
export function unitOf({
  reuse = false,
  messages = false,
}: Pick<ConnectMeasurement['asked'], 'reuse' | 'messages'>): RateUnit {
  return messages ? 'message' : reuse ? 'request' : 'connection'
}

type RateUnit = 'message' | 'request' | 'connection'

/** Connections or requests without a time: they count as infinite in its percentiles. */
export function withoutTime(
  measurement: Pick<ConnectMeasurement, 'asked' | 'attempted' | 'connected' | 'completed'>,
): number {
  const { attempted, connected, completed } = measurement
  return attempted - (isOfRequests(measurement) ? completed : connected)
}

import type { Measurement } from './measurement.ts'

/** A measurement without its single probes and the slices of its streams, which no metric reads. */
export function withoutSamples(measurement: Measurement): Measurement {
  switch (measurement.kind) {
    case 'latency': {
      const { samples: _, ...rest } = measurement
      return rest
    }
    case 'loaded': {
      const { idle, download, upload, bidirectional } = measurement
      return {
        ...measurement,
        idle: withoutProbes(idle),
        download: withoutProbes(download),
        upload: withoutProbes(upload),
        bidirectional: withoutProbes(bidirectional),
      }
    }
    case 'throughput': {
      const streams = measurement.streams.map(({ slices: _, ...stream }) => stream)
      return { ...measurement, streams }
    }
    case 'datagram':
    case 'connect':
      return measurement
  }
}

function withoutProbes<Figures extends { readonly samples?: unknown; readonly load?: unknown }>({
  samples: _,
  load: __,
  ...figures
}: Figures): Omit<Figures, 'samples' | 'load'> {
  return figures
}

import type { Measurement, StreamFigures } from './measurement.ts'

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
    case 'throughput':
      return { ...measurement, streams: measurement.streams.map(withoutSlices) }
    case 'datagram':
    case 'capacity':
    case 'connect':
      return measurement
  }
}

function withoutProbes<Figures extends { readonly samples?: unknown; readonly load?: unknown }>(
  given: Figures,
): Omit<Figures, 'samples' | 'load'> {
  const { samples: _, load: __, ...figures } = given
  return figures
}

function withoutSlices(given: StreamFigures): StreamFigures {
  const { slices: _, ...stream } = given
  return stream
}

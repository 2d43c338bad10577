import type { Percentile } from '../text/percentile.ts'

type Time = Percentile | 'avg' | 'min' | 'max' | 'stdev'

type Latency = Time | 'jitter' | 'jitterMean' | 'loss'

type Network = `network.${'p50' | 'avg' | 'min' | 'max'}`

type Throughput =
  | 'mbps'
  | 'steady.mbps'
  | `burst.${'mbps' | 'excess'}`
  | 'sustained.mbps'
  | 'fairness'
  | 'retransmits'

type Datagram = 'mbps' | 'loss' | 'jitter' | 'jitterMean' | 'reordered' | 'duplicates' | 'droppedByHost'

type Loaded = Latency | `${'p50' | 'p95' | 'p99'}.increase` | 'rpm'

type Connect = 'rate' | Time | `whole.${'p50' | 'p99' | 'avg' | 'min' | 'max'}` | 'failed' | 'failedShare'

type Way = 'download' | 'upload'

type Transfer = Way | `bidirectional.${Way}`

/** The tests whose CPU time is a metric. */
export type CostTest = Way | `udp.${Way}` | 'latency' | 'connect'

/** CPU time of the program, of the client and of the server, which does not hear of a connect test. */
export type CpuMetricName =
  | `cost.cpu.${'' | 'client.'}${CostTest}`
  | `cost.cpu.server.${Exclude<CostTest, 'connect'>}`

export type MemoryMetricName = `cost.rss.${'program' | 'client' | 'server'}`

/** The names of all metrics, and the short ones of main figures. `METRICS` has their definitions. */
export type MetricName =
  | 'latency'
  | `latency.${Latency | Network}`
  | 'http.latency'
  | `http.latency.${Latency | Network}`
  | 'call'
  | `call.${Latency}`
  | 'udp.latency'
  | `udp.latency.${Latency}`
  | Transfer
  | `${Transfer}.${Throughput}`
  | 'upload.confirmation'
  | `udp.${Datagram}`
  | `udp.${Way}`
  | `udp.${Way}.${Datagram}`
  | `udp.capacity.${Way}`
  | `udp.capacity.${Way}.mbps`
  | `loaded.idle.${Latency}`
  | `loaded.${Loaded}`
  | `loaded.${Way}.${Loaded | 'mbps'}`
  | `loaded.bidirectional.${Loaded | `${Way}.mbps`}`
  | 'connect'
  | `connect.${Connect}`
  | 'http.requests'
  | `http.requests.${'rate' | Time | 'failed' | 'failedShare'}`
  | `dns.lookup.${Time}`
  | `tls.${'handshake' | 'resumed'}.${'rate' | Time}`
  | `http.firstByte.${Time}`
  | CpuMetricName
  | MemoryMetricName

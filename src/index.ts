/** The engine: a server, a client, and what they measure. */
export { startServer } from './server/far/start-any-server.ts'
export type { FarServer, FarServerOptions } from './server/far/far-server.ts'
export type { Server, ServerIdentity, ServerOptions } from './server/start-server.ts'
export type { ServerCertificate } from './server/tls/self-signed.ts'
export type { ServerEnd } from './server/life.ts'
export type { Address } from './server/listen.ts'
export type { Mode } from './server/mode.ts'
export type { ConnectionTraffic, EndedTest, Traffic } from './server/traffic.ts'
export { connect } from './agent/open-client.ts'
export type { ConnectOptions } from './agent/open-client.ts'
export type { Client } from './client/client.ts'
export type { TlsOptions } from './client/wire/client-tls.ts'
export type { DialectChoice } from './client/open-session.ts'
export type { CapacityOptions } from './client/capacity/plan.ts'
export type { DatagramOptions } from './client/datagrams/plan.ts'
export type { BidirectionalDatagrams } from './client/datagrams/run.ts'
export type { Bidirectional } from './client/throughput/run.ts'
export type { ConnectRateOptions } from './client/connect-rate/plan.ts'
export type { LatencyOptions, Probe } from './client/latency/plan.ts'
export type { LoadedOptions } from './client/loaded/plan.ts'
export type { ThroughputOptions } from './client/throughput/plan.ts'
export { runSuite } from './suite/suite.ts'
export type { SuiteListener } from './suite/listener.ts'
export type { SuiteOptions, SuiteResult } from './suite/suite.ts'
export type { SuiteStep, TestName, TestOptions } from './suite/kinds.ts'
export { compare } from './compare/compare.ts'
export type { CompareResult } from './compare/compare.ts'
export type { Command } from './host/command.ts'
export type { Margin, MarginName, MarginOption } from './compare/margins.ts'
export type { ComparedPercentile, MeasureName } from './compare/measures.ts'
export type { Call, CallContext } from './client/latency/calls.ts'
export type { ArmOptions, CallArmOptions, NamedArmOptions, SeveralArms, TwoArms } from './compare/arm-plan.ts'
export type { CompareOptions, CompareProgress, CompareSettings } from './compare/plan.ts'
export { judgeComparison } from './verdict/comparison.ts'
export type { ComparisonData, ComparisonOutcome } from './verdict/comparison.ts'
export { bucketBounds, histogramQuantile, mergeHistograms } from './stats/histogram.ts'
export { METRICS } from './verdict/metrics.ts'
export type { Figure, Metric } from './verdict/metric.ts'
export type { MetricUnit } from './text/figure.ts'
export { parseThreshold, parseThresholds } from './verdict/parse.ts'
export { printThreshold } from './verdict/threshold.ts'
export type {
  Allowed,
  AroundThreshold,
  LimitThreshold,
  RegressBound,
  RegressThreshold,
  ShiftThreshold,
  Threshold,
} from './verdict/threshold.ts'
export { judgeThreshold, judgeThresholds } from './verdict/judge.ts'
export type { Against } from './verdict/judge.ts'
export type { BaselineChange, Change, ComparisonChange } from './verdict/judge-change.ts'
export { compareWithBaseline } from './verdict/baseline.ts'
export { judgeDocument } from './verdict/judge-document.ts'
export { readDocument, writeDocument } from './results/document.ts'
export { samplesIn } from './results/samples.ts'
export type { Sample } from './results/samples.ts'
export type { HistoryEntry, HistoryTest } from './results/history-entry.ts'
export type {
  ConnectInterval,
  EndEvent,
  Interval,
  IntervalEvent,
  LatencyInterval,
  LoadedPhaseName,
  MeasurementEvent,
  RunEvent,
  StartEvent,
  VerdictEvent,
} from './results/events.ts'
export type {
  CapacityLimit,
  CapacityMeasurement,
  CapacityTrial,
  ClientPlace,
  Comparison,
  ComparisonArm,
  ComparisonBlock,
  ComparisonLook,
  ComparisonMethod,
  ConnectFailure,
  LookupFigures,
  ConnectMeasurement,
  DatagramInterval,
  DatagramMeasurement,
  Direction,
  DirectionSlices,
  Environment,
  StepFigures,
  Histogram,
  HostFacts,
  Imitation,
  LatencyFigures,
  LatencyMeasurement,
  LoadSlices,
  LoadedMeasurement,
  LoadedPhase,
  Measure,
  Measurement,
  Origin,
  ProgramCost,
  Responsiveness,
  Restart,
  ResultDocument,
  Samples,
  ServerMode,
  SpecMeasured,
  SpecResult,
  StreamFigures,
  StreamSlices,
  Target,
  TargetTls,
  TcpFacts,
  TcpLeg,
  ThroughputBurst,
  ThroughputInterval,
  ThroughputMeasurement,
  TimedCall,
  Together,
  TogetherStart,
  Tool,
  Validity,
  Verdict,
} from './results/types.ts'
export { WyndrvrError } from './errors.ts'
export type { ErrorCode, ErrorDetails } from './errors.ts'
export type { Duration, Rate, Share, Size } from './units.ts'

import { formatHostPort } from '../../address.ts'
import type { Comparison, Measurement, Target } from '../../results/types.ts'
import { amountText } from '../../units.ts'

/** The command that repeats a measurement, without host and port if the server is unknown. */
export function repeatLine(measurement: Measurement, target: Target | null): string {
  const words = [
    'npx wyndrvr client',
    ...(target === null ? [] : [`--host ${target.host} --port ${target.port}`]),
    ...(target?.dialect === 'seed' ? ['--dialect seed'] : []),
    ...testWords(measurement),
  ]
  return words.join(' ')
}

/** The command that starts the same server. */
export function serverLine({ host, port, mode }: Target): string {
  return `npx wyndrvr server --host ${host} --port ${port}${mode === null ? '' : ` --mode ${mode}`}`
}

/** The command that repeats a comparison with the same order of bursts. */
export function repeatComparisonLine({ arms, measure, margin, method }: Comparison): string {
  const { base, head } = arms
  const command = (end: string, arm: Comparison['arms']['base']): readonly string[] =>
    arm.command === null ? [] : [`--${end}-cmd '${arm.command.join(' ')}'`]
  const words = [
    'npx wyndrvr compare',
    `--base ${formatHostPort(base)} --head ${formatHostPort(head)}`,
    ...command('base', base),
    ...command('head', head),
    `--measure ${measure} --margin ${amountText(margin, 'share')} --budget ${method.budget}s --seed ${method.seed}`,
  ]
  return words.join(' ')
}

function testWords(measurement: Measurement): readonly string[] {
  switch (measurement.kind) {
    case 'latency': {
      const { asked, transport, busyPoll } = measurement
      return [
        `--test latency${transport === 'udp' ? ' --udp' : ''}`,
        ...flag('count', asked.count),
        ...flag('duration', asked.duration, time),
        ...flag('interval', asked.interval, time),
        ...flag('payload', asked.payload, size),
        ...flag('timeout', asked.timeout, time),
        ...(busyPoll.client || transport === 'udp' ? [] : ['--no-busy-poll']),
      ]
    }
    case 'throughput': {
      const { asked, direction, bidirectional } = measurement
      return [
        `--test ${bidirectional ? 'bidirectional' : direction}`,
        ...flag('size', asked.bytes, size),
        ...flag('duration', asked.seconds, seconds),
        ...flag('streams', asked.streams > 1 ? asked.streams : null),
        ...flag('warmup', asked.warmup > 0 ? asked.warmup : null, seconds),
        ...flag('rate', asked.rate, rate),
      ]
    }
    case 'datagram': {
      const { asked, direction, bidirectional } = measurement
      return [
        `--udp --test ${bidirectional ? 'bidirectional' : direction}`,
        ...flag('size', asked.bytes, size),
        ...flag('duration', asked.seconds, seconds),
        ...flag('rate', asked.rate, rate),
        ...flag('payload', asked.payload, size),
      ]
    }
    case 'loaded': {
      const { asked } = measurement
      return [
        '--test loaded',
        ...flag('duration', asked.seconds, seconds),
        ...flag('interval', asked.interval, time),
        ...flag('streams', asked.streams),
        ...flag('timeout', asked.timeout, time),
      ]
    }
    case 'connect': {
      const { asked } = measurement
      return [
        `--test connect --connections ${asked.concurrency}`,
        ...flag('count', asked.count),
        ...flag('duration', asked.seconds, seconds),
        ...flag('timeout', asked.timeout, time),
      ]
    }
  }
}

function flag(
  name: string,
  value: number | null,
  text: (value: number) => string = String,
): readonly string[] {
  return value === null ? [] : [`--${name} ${text(value)}`]
}

function time(ms: number): string {
  return amountText(ms, 'duration')
}

function seconds(count: number): string {
  return time(count * 1000)
}

function size(bytes: number): string {
  return `${bytes}B`
}

function rate(bitsPerSecond: number): string {
  return amountText(bitsPerSecond / 1e6, 'rate')
}

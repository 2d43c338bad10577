import { formatHostPort } from '../../address.ts'
import type { Comparison, Measurement, Target } from '../../results/types.ts'
import { amountText } from '../../units.ts'
import { reportOf } from '../kinds.ts'

/** The command that repeats a measurement, without host and port if the server is unknown; `null` if only a spec can. */
export function repeatLine(measurement: Measurement, target: Target | null): string | null {
  const options = reportOf(measurement).repeatWords(measurement)
  if (options === null) return null
  const words = [
    'npx wyndrvr client',
    ...(target === null ? [] : [`--host ${target.host} --port ${target.port}`]),
    ...(target?.dialect === 'seed' ? ['--dialect seed'] : []),
    ...options,
  ]
  return words.join(' ')
}

/** The command that starts the same server. */
export function serverLine({ host, port, mode }: Target): string {
  return `npx wyndrvr server --host ${host} --port ${port}${mode === null ? '' : ` --mode ${mode}`}`
}

/** The command that repeats a comparison with the same order of bursts; `null` if only a spec can. */
export function repeatComparisonLine({
  arms,
  measure,
  metric,
  unit,
  margin,
  marginAmount,
  method,
}: Comparison): string | null {
  const { base, head } = arms
  if (base.call !== undefined) return null
  const command = (end: string, arm: Comparison['arms']['base']): readonly string[] =>
    arm.command === null ? [] : [`--${end}-cmd '${arm.command.join(' ')}'`]
  const bound =
    marginAmount === undefined
      ? amountText(margin, 'share')
      : `${measure}=${amountText(marginAmount, unit === 'ms' ? 'duration' : 'rate')}`
  const words = [
    'npx wyndrvr compare',
    `--base ${formatHostPort(base)} --head ${formatHostPort(head)}`,
    ...command('base', base),
    ...command('head', head),
    `--measure ${isTail(metric) ? metric : measure} --margin ${bound} --budget ${method.budget}s --seed ${method.seed}`,
  ]
  return words.join(' ')
}

/** Whether a metric of latency is judged only if it is named. */
function isTail(metric: string): boolean {
  return metric === 'latency.p95' || metric === 'latency.p99'
}

import { Command } from 'commander'

/** `wyndrvr metrics` */
export function metricsCommand(): Command {
  return new Command('metrics')
    .description('Lists the metrics that a threshold can bound.')
    .action(async () => {
      const [{ metricLines }, { METRICS }] = await Promise.all([
        import('../report/metric-lines.ts'),
        import('../verdict/metrics.ts'),
      ])
      process.stdout.write(`${metricLines(METRICS).join('\n')}\n`)
    })
}

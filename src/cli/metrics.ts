import { Command } from 'commander'

/** `wyndrvr metrics` */
export function metricsCommand(): Command {
  return new Command('metrics')
    .description('Lists every figure that a threshold can be put on.')
    .action(async () => {
      const [{ metricLines }, { METRICS }] = await Promise.all([
        import('../report/metrics.ts'),
        import('../verdict/metrics.ts'),
      ])
      process.stdout.write(`${metricLines(METRICS).join('\n')}\n`)
    })
}

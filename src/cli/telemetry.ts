import { messageOf } from '../errors.ts'
import type { ResultDocument } from '../results/types.ts'
import { complain } from './say.ts'

/**
 * Sends the figures of a run to OpenTelemetry if the environment names a receiver. If that fails, a sentence says so: the run is as
 * good as without.
 */
export async function tellOpenTelemetry(document: ResultDocument, env: NodeJS.ProcessEnv): Promise<void> {
  if (!isAsked(env)) return
  try {
    // Its SDK is what nothing else needs.
    const { sendFigures } = await import('./otlp.ts')
    await sendFigures(document)
  } catch (error) {
    complain(`The figures could not be sent by OTLP: ${messageOf(error)}. Check OTEL_EXPORTER_OTLP_ENDPOINT.`)
  }
}

/** Whether a receiver is named, and nothing turns the SDK or its metrics off. */
function isAsked(env: NodeJS.ProcessEnv): boolean {
  const named = env['OTEL_EXPORTER_OTLP_METRICS_ENDPOINT'] ?? env['OTEL_EXPORTER_OTLP_ENDPOINT'] ?? ''
  const exporter = env['OTEL_METRICS_EXPORTER'] ?? 'otlp'
  const disabled = env['OTEL_SDK_DISABLED']?.toLowerCase() === 'true'
  return named.trim() !== '' && !disabled && exporter.split(',').some((name) => name.trim() === 'otlp')
}

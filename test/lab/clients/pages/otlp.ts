import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { BatchSpanProcessor } from '@opentelemetry/sdk-trace-base'
import { WebTracerProvider } from '@opentelemetry/sdk-trace-web'

/** Spans that are exported together every now and then. */
export function start() {
  const exporter = new OTLPTraceExporter({ url: `${location.origin}/v1/traces` })
  const provider = new WebTracerProvider({
    spanProcessors: [new BatchSpanProcessor(exporter, { scheduledDelayMillis: 800 })],
  })
  const tracer = provider.getTracer('lab')
  let made = 0
  const timer = setInterval(() => tracer.startSpan(`step ${++made}`).end(), 300)
  return () => {
    clearInterval(timer)
    return provider.shutdown()
  }
}

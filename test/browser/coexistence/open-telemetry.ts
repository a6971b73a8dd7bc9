import { registerInstrumentations } from '@opentelemetry/instrumentation'
import { FetchInstrumentation } from '@opentelemetry/instrumentation-fetch'
import { XMLHttpRequestInstrumentation } from '@opentelemetry/instrumentation-xml-http-request'
import { InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base'
import { WebTracerProvider } from '@opentelemetry/sdk-trace-web'
import { untilQuiet } from './until-quiet.ts'

/** Records spans with their response attributes. */
export function start(): () => Promise<string[]> {
  const exporter = new InMemorySpanExporter()
  const provider = new WebTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] })
  provider.register()
  registerInstrumentations({ instrumentations: [new FetchInstrumentation(), new XMLHttpRequestInstrumentation()] })
  return async () => {
    await untilQuiet(() => exporter.getFinishedSpans().length)
    return exporter.getFinishedSpans().map(({ name, attributes, status }) => {
      const url = attributes['http.url'] ?? attributes['url.full']
      const code = attributes['http.status_code'] ?? attributes['http.response.status_code']
      return `span ${name} ${url} ${code} ${status.code} ${attributes['http.error_name'] ?? ''}`
    })
  }
}

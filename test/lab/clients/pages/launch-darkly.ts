import { initialize } from 'launchdarkly-js-client-sdk'

/** A flag that is kept up to date; each time it changes the page asks for it, which the client reports. */
export function start() {
  const { origin } = location
  const client = initialize(
    'environment',
    { kind: 'user', key: 'page' },
    {
      baseUrl: origin,
      streamUrl: origin,
      eventsUrl: origin,
      streaming: true,
      flushInterval: 2000,
      diagnosticOptOut: true,
    },
  )
  client.on('change:price', () => void client.variation('price', 0))
  return () => client.close()
}

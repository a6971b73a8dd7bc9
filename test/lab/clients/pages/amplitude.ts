import { createInstance } from '@amplitude/analytics-browser'

/** Events that are sent together every now and then. */
export function start() {
  const client = createInstance()
  client.init('key', {
    serverUrl: `${location.origin}/2/httpapi`,
    flushIntervalMillis: 800,
    autocapture: false,
    remoteConfig: { fetchRemoteConfig: false },
  })
  let made = 0
  const timer = setInterval(() => void client.track('Step', { made: ++made }), 300)
  return () => {
    clearInterval(timer)
    return client.flush().promise
  }
}

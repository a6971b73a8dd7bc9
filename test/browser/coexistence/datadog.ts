import { datadogRum } from '@datadog/browser-rum'
import { untilQuiet } from './until-quiet.ts'

/** Records the resources and errors that Datadog would send. */
export function start(): () => Promise<string[]> {
  const told: string[] = []
  datadogRum.init({
    applicationId: '00000000-0000-4000-8000-000000000000',
    clientToken: 'pub0000000000000000000000000000000',
    site: 'datadoghq.com',
    proxy: `${location.origin}/said`,
    sessionSampleRate: 100,
    trackResources: true,
    trackUserInteractions: false,
    beforeSend(event) {
      // Whether Datadog reports an aborted request depends on when its resource timing arrives, so these are left out.
      if (event.type === 'resource' && /fetch|xhr/.test(event.resource.type) && event.resource.status_code)
        told.push(`${event.resource.type} ${event.resource.method} ${event.resource.url} ${event.resource.status_code}`)
      if (event.type === 'error') told.push(`error ${event.error.source} ${event.error.message.slice(0, 40)}`)
      return true
    },
  })
  return async () => {
    await untilQuiet(() => told.length)
    return told
  }
}

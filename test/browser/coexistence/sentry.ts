import * as Sentry from '@sentry/browser'

/** Records breadcrumbs and spans of the network, and the errors that Sentry would send. */
export function start(): () => Promise<string[]> {
  const told: string[] = []
  Sentry.init({
    dsn: `http://key@${location.host}/1`,
    tracesSampleRate: 1,
    traceLifecycle: 'static',
    integrations: [Sentry.browserTracingIntegration({ instrumentPageLoad: false, instrumentNavigation: false })],
    beforeBreadcrumb(crumb) {
      const { method, url, status_code } = crumb.data ?? {}
      told.push(`breadcrumb ${crumb.category} ${method} ${url} ${status_code}`)
      return crumb
    },
    beforeSend(event) {
      told.push(`error ${event.exception?.values?.[0]?.type}`)
      return null
    },
    beforeSendTransaction(event) {
      for (const span of event.spans ?? [])
        if (span.op === 'http.client') told.push(`span ${span.description} ${span.status}`)
      return null
    },
  })
  // The span of a page load ends by itself on a quiet page, such as one whose panel is being opened.
  Object.assign(globalThis, { around: (run: () => unknown) => Sentry.startSpan({ name: 'act' }, run) })
  return async () => {
    await Sentry.flush(2000)
    return told
  }
}

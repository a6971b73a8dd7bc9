// Packages that bring no types, as far as they are used here.

declare module 'htmx-ext-sse'
declare module 'htmx-ext-ws'

declare module 'event-source-polyfill' {
  export const EventSourcePolyfill: new (
    url: string,
    options?: { headers?: Record<string, string> },
  ) => Pick<EventSource, 'close'>
}

import { EventSourcePolyfill } from 'event-source-polyfill'
import { EventSource as PortableSource } from 'eventsource'
import { SSE } from 'sse.js'

/** Three packages that read event streams without the browser's own EventSource: by fetch, and by XMLHttpRequest. */
export function start() {
  const portable = new PortableSource(new URL('/portable', location.href))
  const polyfill = new EventSourcePolyfill('/polyfill', { headers: { authorization: 'Bearer feed' } })
  const posted = new SSE('/posted', {
    payload: '{"symbols":["PINE"]}',
    headers: { 'content-type': 'application/json' },
  })
  return () => {
    for (const source of [portable, polyfill, posted]) source.close()
  }
}

import { fetchEventSource } from '@microsoft/fetch-event-source'

const refusals = 4

/** Event streams read by fetch, and EventSources whose servers do not keep them open. */
export function start() {
  const read = new AbortController()
  const { signal } = read
  void fetchEventSource('/fetched', { signal, openWhenHidden: true })
  void fetchEventSource('/not-a-stream', {
    signal,
    openWhenHidden: true,
    // Otherwise the library would request the stream again.
    onerror(error) {
      throw error
    },
  }).catch(() => {})
  const cut = new EventSource('/cut')
  refuse(refusals)
  return () => {
    read.abort()
    cut.close()
  }
}

/** Opens another EventSource after one has failed, as pages do. */
function refuse(times: number): void {
  const source = new EventSource('/refused')
  source.onerror = () => {
    if (source.readyState === EventSource.CLOSED && times > 1) setTimeout(() => refuse(times - 1), 400)
  }
}

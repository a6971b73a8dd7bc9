import { fetchEventSource } from '@microsoft/fetch-event-source'

const refusals = 4

/** Event streams read by fetch, and the browser's own where servers do not keep them open. */
export function start() {
  const read = new AbortController()
  const { signal } = read
  void fetchEventSource('/fetched', { signal, openWhenHidden: true })
  void fetchEventSource('/not-a-stream', {
    signal,
    openWhenHidden: true,
    // It would be asked for again otherwise.
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

/** What pages do about a source that has given up: another one. */
function refuse(times: number): void {
  const source = new EventSource('/refused')
  source.onerror = () => {
    if (source.readyState === EventSource.CLOSED && times > 1) setTimeout(() => refuse(times - 1), 400)
  }
}

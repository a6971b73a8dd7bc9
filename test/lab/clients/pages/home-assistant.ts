import { createConnection, createLongLivedTokenAuth } from 'home-assistant-js-websocket'
import { answerTo, heartbeatMs, isAnswered, type Update } from '../feed.ts'

/** A subscription to events, in a connection that the page keeps alive. */
export function start() {
  const connected = createConnection({ auth: createLongLivedTokenAuth(location.origin, 'none') })
  let timer: ReturnType<typeof setInterval>
  void connected.then((connection) => {
    timer = setInterval(() => void connection.ping(), heartbeatMs)
    return connection.subscribeEvents<{ data: Update }>(({ data: { n } }) => {
      if (isAnswered(n))
        connection.sendMessage({ type: 'fire_event', event_type: 'answer', event_data: { said: answerTo(n) } })
    }, 'quote')
  })
  return async () => {
    clearInterval(timer)
    ;(await connected).close()
  }
}

import { createWebChannelTransport, WebChannel } from '@firebase/webchannel-wrapper/webchannel-blob'
import { answerTo, isAnswered, type Update } from '../feed.ts'

/** The transport of Firestore, with the options that Firestore gives it: once as it is, once where streams are buffered on the way. */
export function start() {
  const stops = [open('/streamed', false), open('/polled', true)]
  return () => {
    for (const stop of stops) stop()
  }
}

function open(path: string, forceLongPolling: boolean): () => void {
  const channel = createWebChannelTransport().createWebChannel(
    `${location.origin}${path}/google.firestore.v1.Firestore/Listen/channel`,
    {
      httpSessionIdParam: 'gsessionid',
      messageUrlParams: { database: 'projects/lab/databases/(default)' },
      sendRawJson: true,
      supportsCrossDomainXhr: true,
      encodeInitMessageHeaders: true,
      forceLongPolling,
      internalChannelParams: { forwardChannelRequestTimeoutMs: 600_000 },
    },
  )
  channel.listen(WebChannel.EventType.MESSAGE, (event) => {
    const { data } = event as { data: [{ documentChange: { document: { fields: Update } } }] }
    const { n } = data[0].documentChange.document.fields
    if (isAnswered(n)) channel.send({ said: answerTo(n) })
  })
  channel.open()
  channel.send({ addTarget: { targetId: 2 } })
  return () => channel.close()
}

import { WebsocketProvider } from 'y-websocket'
import { Doc, type Array as SharedArray } from 'yjs'
import { answerTo, isAnswered, type Update } from '../feed.ts'

/** A document that a server changes, and this page, too. */
export function start() {
  const doc = new Doc()
  const provider = new WebsocketProvider(`ws://${location.host}`, 'room', doc, { disableBc: true })
  const quotes: SharedArray<Update> = doc.getArray('quotes')
  quotes.observe(({ changes }) => {
    for (const { insert = [] } of changes.delta)
      for (const { n } of insert as Update[]) if (isAnswered(n)) doc.getArray('answers').push([answerTo(n)])
  })
  return () => provider.destroy()
}

import simpleDdp from 'simpleddp'
import { answerTo, isAnswered, type Update } from '../feed.ts'

/** A subscription to a collection, and calls of a method. */
export function start() {
  const client = new simpleDdp({ endpoint: `ws://${location.host}/websocket`, SocketConstructor: WebSocket })
  client.subscribe('quotes')
  client.collection<Update>('quotes').onChange(({ added }) => {
    if (added && isAnswered(added.n)) void client.call('answer', answerTo(added.n))
  })
  return () => client.disconnect()
}

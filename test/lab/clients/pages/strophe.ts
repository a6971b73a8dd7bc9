import { $msg, Strophe } from 'strophe.js'
import { answerTo, isAnswered } from '../feed.ts'

/** A session that a server has opened for the page, as chats on web sites have it. */
export function start() {
  const connection = new Strophe.Connection('/http-bind')
  connection.addHandler(
    (stanza: Element) => {
      const n = Number(stanza.querySelector('body')!.textContent)
      if (isAnswered(n)) connection.send($msg({ to: 'feed@lab', type: 'chat' }).c('body').t(answerTo(n)))
      return true
    },
    '',
    'message',
    '',
  )
  connection.attach('page@lab/1', 'session-1', 1000, () => true)
  return () => connection.reset()
}

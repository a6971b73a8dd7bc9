import { forceLongPolling } from '@firebase/database'
import { startFirebase } from '../firebase-client.ts'

/** Where WebSockets do not get through. */
export function start() {
  forceLongPolling()
  return startFirebase()
}

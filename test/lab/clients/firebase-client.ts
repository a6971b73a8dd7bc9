import { initializeApp } from '@firebase/app'
import { getDatabase, goOffline, onValue, ref, set } from '@firebase/database'
import { answerTo, isAnswered, type Update } from './feed.ts'

/** Reads the newest quote, and writes answers. @returns what ends the connection */
export function startFirebase(): () => void {
  const database = getDatabase(initializeApp({ databaseURL: `${location.origin}?ns=lab` }))
  onValue(ref(database, 'quotes'), (snapshot) => {
    const update = snapshot.val() as Update | null
    if (update && isAnswered(update.n)) void set(ref(database, 'answer'), answerTo(update.n))
  })
  return () => goOffline(database)
}
